namespace Fathom.Transfer;

/// <summary>Who runs a transfer, and what it may do in the target.</summary>
/// <param name="IsRoot">May give files away.</param>
/// <param name="Groups">Groups that it may give files to if it is not root.</param>
/// <param name="Umask">Bits that new nodes do not get where permissions are not preserved.</param>
public sealed record Caller(bool IsRoot, IReadOnlySet<uint> Groups, uint Umask)
{
    /// <summary>Root with the usual umask.</summary>
    public static Caller Root { get; } = new(true, new HashSet<uint>(), 0x12);
}
