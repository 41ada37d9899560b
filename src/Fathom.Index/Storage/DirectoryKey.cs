namespace Fathom.Index;

/// <summary>What directories are sorted by: the number of the root in two bytes, then the names below it each after a NUL, which no name
/// holds. Bytewise order is the order in depth, each directory right before all that is below it.</summary>
internal static class DirectoryKey
{
    internal static int LengthOf(in DirectoryRecord record, ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> below = path[record.RootNameLength..];
        bool startsWithSlash = !below.IsEmpty && below[0] == (byte)'/';
        return 2 + below.Length + (below.IsEmpty || startsWithSlash ? 0 : 1);
    }

    /// <param name="key">Exactly <see cref="LengthOf"/> bytes.</param>
    internal static void Write(in DirectoryRecord record, ReadOnlySpan<byte> path, Span<byte> key)
    {
        ReadOnlySpan<byte> below = path[record.RootNameLength..];
        key[0] = (byte)(record.Root >> 8);
        key[1] = (byte)record.Root;
        key[2..].Clear();
        Span<byte> names = key[(key.Length - below.Length)..];
        below.CopyTo(names);
        names.Replace((byte)'/', (byte)0);
    }
}
