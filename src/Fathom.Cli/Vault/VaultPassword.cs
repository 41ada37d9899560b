using System.Security.Cryptography;
using System.Text;

namespace Fathom.Cli;

/// <summary>Where a password comes from: a file, a descriptor, standard input, the environment, or whoever sits at the terminal. Never the
/// command line, which every process can read.</summary>
internal sealed class VaultPassword
{
    // A descriptor can be read once, and one password then is for all vaults of the command.
    private byte[]? _given;

    /// <summary>What it is for.</summary>
    internal PasswordKind Kind { get; init; } = PasswordKind.OfRoots;

    /// <summary>As the option names it; null for none.</summary>
    internal string? File { get; init; }

    /// <summary>An open descriptor; null for none.</summary>
    internal int? Descriptor { get; init; }

    /// <summary>Value of a variable, or null.</summary>
    internal Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>It need not be asked for.</summary>
    internal bool IsGiven => File is not null || Descriptor is not null || ReadVariable(Kind.Variable) is not null;

    /// <summary>It is read from standard input.</summary>
    internal bool IsOnStandardInput => File == "-" || Descriptor == SecretInput.StandardInput;

    /// <summary>Gets the password, and clears it afterwards where it was typed.</summary>
    /// <param name="vault">Raw bytes of its name, for the prompt.</param>
    /// <exception cref="UsageException">There is none, and nobody to ask; or it was typed differently the second time.</exception>
    /// <exception cref="FathomException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C at the prompt.</exception>
    internal T Use<T>(ReadOnlySpan<byte> vault, Func<ReadOnlyMemory<byte>, T> use)
    {
        _given ??= ReadGiven();
        if (_given is not null)
        {
            return use(_given);
        }

        byte[] typed = PasswordPrompt.Read(Kind, vault);
        try
        {
            return use(typed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(typed);
        }
    }

    /// <summary>Takes the variable out of the environment of this process, where others could read it for as long as it runs.</summary>
    internal void TakeVariable()
    {
        byte[]? taken = Interop.TakeVariable(Encoding.ASCII.GetBytes(Kind.Variable + '\0'));
        if (File is null && Descriptor is null)
        {
            _given ??= taken;
        }
        else
        {
            CryptographicOperations.ZeroMemory(taken);
        }
    }

    /// <summary>Clears what was given, once nothing will ask for it any more.</summary>
    internal void Clear()
    {
        CryptographicOperations.ZeroMemory(_given);
        _given = null;
    }

    private byte[]? ReadGiven()
    {
        if (Descriptor is { } descriptor)
        {
            return SecretInput.ReadLine(descriptor);
        }

        if (File is not null)
        {
            return SecretInput.ReadLine(File);
        }

        byte[]? value = ReadVariable(Kind.Variable) is { } text ? PathText.ToBytes(text) : null;
        return value is { Length: 0 } && Kind.IsNew ? throw new UsageException($"{Kind.Variable} is empty: it has to be the password") : value;
    }
}
