namespace Fathom;

/// <summary>Paths as bytes.</summary>
public static class PathBytes
{
    /// <summary>The path of what a directory holds.</summary>
    /// <param name="directory">Raw bytes; empty for the root that paths are relative to. A slash at its end stays one slash.</param>
    /// <param name="name">A name or a path, not absolute, raw bytes. Empty gives the directory with a slash behind it.</param>
    /// <returns>A new array.</returns>
    public static byte[] Join(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name) =>
        directory.IsEmpty ? name.ToArray() : directory.EndsWith("/"u8) ? [.. directory, .. name] : [.. directory, (byte)'/', .. name];
}
