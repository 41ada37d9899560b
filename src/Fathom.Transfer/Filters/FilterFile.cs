namespace Fathom.Transfer;

/// <summary>Reads filter files of directories.</summary>
internal static class FilterFile
{
    /// <summary>Bytes that a filter file may have.</summary>
    internal const int MaxLength = 4 << 20;

    /// <summary>Reads a file whole.</summary>
    /// <param name="directory">Null if it is not there.</param>
    /// <returns>ENOENT if there is no such file, also if the name is a directory's; ELOOP for a symbolic link, which is not
    /// followed; EINVAL for what is no file either; EFBIG if it is too long.</returns>
    internal static Errno Read(IContentNode? directory, ReadOnlySpan<byte> name, out byte[] content)
    {
        content = [];
        if (directory is null)
        {
            return Errno.ENOENT;
        }

        Errno errno = directory.Open(name, out IContentNode? node);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (node)
        {
            return node!.Kind switch
            {
                EntryKind.File => ReadContent(node, out content),
                EntryKind.Directory => Errno.ENOENT,
                EntryKind.Symlink => Errno.ELOOP,
                _ => Errno.EINVAL,
            };
        }
    }

    /// <summary>Says why a filter file was not read, and what can be done.</summary>
    internal static string Explain(Errno errno) => errno switch
    {
        Errno.ELOOP => "a filter file must not be a symbolic link; put the file itself there",
        Errno.EINVAL => "a filter file must be a regular file",
        Errno.EFBIG => $"a filter file has at most {MaxLength} bytes",
        _ => errno.Describe(),
    };

    private static Errno ReadContent(IContentNode node, out byte[] content)
    {
        content = [];
        Errno errno = node.OpenFile(out IContentFile? file);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (file)
        {
            // Grows with what is there, not with what the file says of its size.
            byte[] buffer = new byte[4096];
            int length = 0;
            while (true)
            {
                errno = file!.Read(length, buffer.AsSpan(length), out int read);
                length += read;
                if (errno != Errno.None)
                {
                    return errno;
                }

                if (length < buffer.Length)
                {
                    content = buffer.AsSpan(0, length).ToArray();
                    return Errno.None;
                }

                if (length > MaxLength)
                {
                    return Errno.EFBIG;
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }
}
