using System.Security.Cryptography;

namespace Fathom.Cli;

/// <summary>Where the passwords of vaults come from: a file, standard input, the environment, or whoever sits at the terminal. Never the
/// command line, which every process can read.</summary>
internal sealed class VaultPassword
{
    /// <summary>The variable that has a password.</summary>
    internal const string Variable = "FATHOM_PASSWORD";

    // Standard input can be read once, and one password then is for all vaults of the command.
    private byte[]? _given;

    /// <summary>As <c>--password-file</c> names it; null for none.</summary>
    internal string? File { get; init; }

    /// <summary>The first line of standard input.</summary>
    internal bool IsOnStandardInput { get; init; }

    /// <summary>Value of a variable, or null.</summary>
    internal Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Gets the password and clears what was read of it afterwards.</summary>
    /// <param name="vault">Raw bytes of its name, for the prompt.</param>
    /// <exception cref="UsageException">There is none, and nobody to ask.</exception>
    /// <exception cref="FathomException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C at the prompt.</exception>
    internal T Use<T>(ReadOnlySpan<byte> vault, Func<ReadOnlyMemory<byte>, T> use)
    {
        _given ??= ReadGiven();
        if (_given is not null)
        {
            return use(_given);
        }

        byte[] typed = PasswordPrompt.Read(vault);
        try
        {
            return use(typed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(typed);
        }
    }

    private byte[]? ReadGiven()
    {
        string? file = IsOnStandardInput ? "-" : File;
        if (file is null)
        {
            return ReadVariable(Variable) is { } value ? PathText.ToBytes(value) : null;
        }

        byte[] content = InputFile.ReadAll(file);
        int end = content.AsSpan().IndexOf((byte)'\n');
        byte[] line = content.AsSpan(0, end < 0 ? content.Length : end).TrimEnd((byte)'\r').ToArray();
        CryptographicOperations.ZeroMemory(content);
        return line.Length > 0 ? line : throw new UsageException($"the first line of {(file == "-" ? "standard input" : NameEscaper.Quote(file))} is empty: it has to be the password");
    }
}
