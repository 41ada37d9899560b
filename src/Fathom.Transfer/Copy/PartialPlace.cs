namespace Fathom.Transfer;

/// <summary>The directory beside the files of a directory where copies wait (<c>--partial-dir</c>, <c>--delay-updates</c>).</summary>
internal static class PartialPlace
{
    /// <summary>Its name.</summary>
    internal static ReadOnlySpan<byte> NameOf(TransferOptions options) => options.PartialDirectory is { } name ? name : ".~tmp~"u8;

    /// <summary>Opens it, and makes it if it is not there.</summary>
    /// <returns>ENOTDIR if something else has its name.</returns>
    internal static Errno Make(IWritableNode directory, TransferOptions options, out IWritableNode? place)
    {
        Errno errno = directory.MakeDirectory(NameOf(options), ModeBits.PrivateDirectory, out place);
        return errno == Errno.EEXIST ? Open(directory, options, out place) : errno;
    }

    /// <summary>Opens it.</summary>
    internal static Errno Open(IWritableNode directory, TransferOptions options, out IWritableNode? place)
    {
        Errno errno = directory.OpenWritable(NameOf(options), out place);
        if (errno == Errno.None && place!.Kind != EntryKind.Directory)
        {
            place.Dispose();
            place = null;
            errno = Errno.ENOTDIR;
        }

        return errno;
    }

    /// <summary>Removes what an earlier run kept there of a file, which is whole by now.</summary>
    internal static void Forget(IWritableNode directory, TransferOptions options, ReadOnlySpan<byte> name)
    {
        if (Open(directory, options, out IWritableNode? place) == Errno.None)
        {
            place!.Unlink(name);
            place.Dispose();
            RemoveIfEmpty(directory, options);
        }
    }

    /// <summary>Removes the directory, unless something is in it.</summary>
    /// <returns>It was removed.</returns>
    internal static bool RemoveIfEmpty(IWritableNode directory, TransferOptions options) => directory.RemoveDirectory(NameOf(options)) == Errno.None;
}
