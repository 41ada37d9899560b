namespace Fathom.Transfer;

/// <summary>Where a transfer stands in its file system: what rules need to know that look above its root.</summary>
public sealed record FilterRoot
{
    /// <summary>Nothing is known: rules with the modifier '/' match as if the transfer stood at the root of the file system, and no
    /// directory above it is looked at.</summary>
    public static FilterRoot Unknown { get; } = new();

    /// <summary>Absolute path that paths of the transfer are relative to, raw bytes without a '/' at the end; empty for the root of the
    /// file system. For a source without a trailing slash, its parent.</summary>
    public ReadOnlyMemory<byte> AbsolutePath { get; init; }

    /// <summary>Reads filter files of the directories above (<c>: /.rsync-filter</c>), by absolute path; null to leave them alone.</summary>
    public FilterFileReader? ReadFile { get; init; }

    /// <summary>What is put before a path to match it from the root of the file system: no '/' at the beginning, one at the end.</summary>
    internal byte[] MakePrefix()
    {
        ReadOnlySpan<byte> path = AbsolutePath.Span.Trim((byte)'/');
        return path.IsEmpty ? [] : [.. path, (byte)'/'];
    }
}
