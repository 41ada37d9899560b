using System.Text;

namespace Fathom.Vault;

/// <summary>A vault that cannot be opened or made: a wrong password, a damaged or unsupported file, a hostile one. Anything that concerns
/// one file inside of a vault is an <see cref="Fathom.Errno"/> instead.</summary>
public sealed class VaultException : Exception
{
    private readonly byte[] _path;

    /// <summary>Makes the exception; its message reads "cannot open the vault file 'PATH': REASON".</summary>
    /// <param name="kind">What went wrong, for programs.</param>
    /// <param name="path">Raw bytes of the file's path; copied.</param>
    /// <param name="reason">What went wrong and what to do about it, for people.</param>
    public VaultException(VaultErrorKind kind, ReadOnlySpan<byte> path, string reason)
        : base($"cannot open the vault file '{Encoding.UTF8.GetString(path)}': {reason}")
    {
        Kind = kind;
        _path = path.ToArray();
    }

    /// <summary>What went wrong.</summary>
    public VaultErrorKind Kind { get; }

    /// <summary>Raw bytes of the path of the file that was read.</summary>
    public ReadOnlySpan<byte> Path => _path;
}
