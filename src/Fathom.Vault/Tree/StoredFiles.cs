namespace Fathom.Vault;

/// <summary>Names of the files that a vault's own structure is made of, and reading the short ones.</summary>
internal static class StoredFiles
{
    /// <summary>The id of the directory that its node stands for.</summary>
    internal static ReadOnlySpan<byte> DirectoryId => "dir.c9r"u8;

    /// <summary>In a content directory its own id, encrypted: for repairs alone.</summary>
    internal static ReadOnlySpan<byte> OwnId => "dirid.c9r"u8;

    /// <summary>The target of a link, encrypted like a file.</summary>
    internal static ReadOnlySpan<byte> Symlink => "symlink.c9r"u8;

    /// <summary>The content of a file whose name is shortened.</summary>
    internal static ReadOnlySpan<byte> Contents => "contents.c9r"u8;

    /// <summary>The whole of a shortened name.</summary>
    internal static ReadOnlySpan<byte> LongName => "name.c9s"u8;

    /// <summary>The file inside of a node that makes it what it is.</summary>
    /// <param name="kind">A file, a directory or a link.</param>
    internal static ReadOnlySpan<byte> InnerNameOf(EntryKind kind) => kind switch
    {
        EntryKind.File => Contents,
        EntryKind.Directory => DirectoryId,
        EntryKind.Symlink => Symlink,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "nothing that a vault has"),
    };

    /// <summary>Reads a file of a directory as far as the buffer reaches: who must know that it ends there gives room for one byte more.</summary>
    /// <returns><see cref="Errno.EBADMSG"/> where the name is something else than a file.</returns>
    internal static Errno Read(IContentNode directory, ReadOnlySpan<byte> name, Span<byte> buffer, out int read)
    {
        read = 0;
        Errno errno = directory.Open(name, out IContentNode? node);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (node)
        {
            if (node!.Kind != EntryKind.File)
            {
                return Errno.EBADMSG;
            }

            errno = node.OpenFile(out IContentFile? file);
            using (file)
            {
                return errno == Errno.None ? file!.Read(0, buffer, out read) : errno;
            }
        }
    }
}
