namespace Fathom.Nfs;

/// <summary>Arguments and results of RENAME and LINK, the calls on two nodes.</summary>
/// <remarks>RFC 1813, sections 3.3.14 and 3.3.15.</remarks>
internal static class RenameArgs
{
    /// <summary>Writes the arguments of RENAME.</summary>
    internal static void Encode(
        XdrWriter writer, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> newDirectory, ReadOnlySpan<byte> newName)
    {
        LookupArgs.Encode(writer, directory, name);
        LookupArgs.Encode(writer, newDirectory, newName);
    }

    /// <summary>Writes the arguments of LINK.</summary>
    internal static void EncodeLink(XdrWriter writer, ReadOnlySpan<byte> node, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        writer.WriteOpaque(node);
        LookupArgs.Encode(writer, directory, name);
    }

    /// <summary>Reads the result of RENAME.</summary>
    internal static Errno DecodeResult(scoped ref XdrReader reader)
    {
        Errno errno = Nfs3Result.BeginChange(ref reader);
        return errno != Errno.None || Fattr3.TrySkipChange(ref reader) ? errno : Errno.EBADMSG;
    }

    /// <summary>Reads the result of LINK.</summary>
    internal static Errno DecodeLinkResult(scoped ref XdrReader reader)
    {
        Errno errno = Nfs3Result.Begin(ref reader);
        return errno != Errno.None || Fattr3.TrySkipChange(ref reader) ? errno : Errno.EBADMSG;
    }
}
