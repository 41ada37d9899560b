namespace Fathom.Cli;

/// <summary>A password that a command asks for, with the names of what it may come from.</summary>
/// <param name="Option">The options begin with it.</param>
/// <param name="Variable">Of the environment.</param>
/// <param name="Title">Heading of the options in help.</param>
/// <param name="Question">Asked at the terminal, with the vault's name behind.</param>
/// <param name="IsNew">Asked for twice, because nothing else tells that it was mistyped.</param>
internal sealed record PasswordKind(string Option, string Variable, string Title, string Question, bool IsNew)
{
    /// <summary>What opens a vault that is walked.</summary>
    internal static PasswordKind OfRoots { get; } = new("--password", "FATHOM_PASSWORD", "Vaults (vault:ROOT)", "password of ", IsNew: false);

    /// <summary>What opens the vault of a command.</summary>
    internal static PasswordKind OfVault { get; } = OfRoots with { Title = "Password" };

    /// <summary>What will open a vault that is made.</summary>
    internal static PasswordKind OfNewVault { get; } = OfVault with { Question = "password for ", IsNew = true };

    /// <summary>What will open a vault instead of its password.</summary>
    internal static PasswordKind Replacing { get; } = new("--new-password", "FATHOM_NEW_PASSWORD", "New password", "new password for ", IsNew: true);
}
