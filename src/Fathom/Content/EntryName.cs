namespace Fathom;

/// <summary>Names of entries: raw bytes of one component.</summary>
public static class EntryName
{
    /// <summary>Whether bytes can be the name of an entry in any tree.</summary>
    /// <returns>EINVAL for the empty name, ".", "..", and one with '/' or NUL. How long a name may be is the tree's.</returns>
    public static Errno Check(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8) || name.ContainsAny((byte)'/', (byte)0)
            ? Errno.EINVAL
            : Errno.None;
}
