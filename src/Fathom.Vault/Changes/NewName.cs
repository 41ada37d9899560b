namespace Fathom.Vault;

/// <summary>How a name is stored that is given to a node.</summary>
internal readonly struct NewName
{
    private NewName(byte[] whole, byte[] stored) => (Whole, Stored) = (whole, stored);

    /// <summary>The encrypted name with its suffix.</summary>
    internal byte[] Whole { get; }

    /// <summary>What stands in the directory: the same, or the shortened one.</summary>
    internal byte[] Stored { get; }

    /// <summary>The whole name stands in a file of the node.</summary>
    internal bool IsLong => Whole != Stored;

    /// <summary>Encrypts a name in form C.</summary>
    /// <returns>EILSEQ where it is no UTF-8; ENAMETOOLONG.</returns>
    internal static Errno Make(NameCodec names, in SivDirectory siv, ReadOnlySpan<byte> name, out NewName made)
    {
        Span<byte> room = stackalloc byte[NameCodec.MaxStoredLength];
        Errno errno = names.Encrypt(in siv, name, room, out int length);
        byte[] whole = room[..length].ToArray();
        byte[] stored = whole;
        if (errno == Errno.None && names.IsTooLong(whole))
        {
            stored = new byte[NameCodec.ShortenedLength];
            NameCodec.Shorten(whole, stored);
        }

        made = new NewName(whole, stored);
        return errno;
    }
}
