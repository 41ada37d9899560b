namespace Fathom.Cli;

/// <summary>Removes nodes of a tree, and tells what cannot be.</summary>
internal sealed class Removal(Message message, CancellationToken cancellation)
{
    internal bool IsRecursive { get; init; }

    internal bool IgnoresMissing { get; init; }

    /// <summary>Something was not removed.</summary>
    internal bool HasErrors { get; private set; }

    /// <summary>Removes what has a path.</summary>
    internal void Remove(IWritableTree tree, VaultPath path)
    {
        Errno errno = path.OpenParent(tree, out IWritableNode? parent);
        using (parent)
        {
            if (errno != Errno.None)
            {
                Fail(path.Typed, errno);
                return;
            }

            errno = parent!.Unlink(path.Name);
            if (errno == Errno.EISDIR && IsRecursive)
            {
                RemoveTree(parent, path);
            }
            else
            {
                Fail(path.Typed, errno);
            }
        }
    }

    // Names on the way down, so that depth costs neither stack nor descriptors; each directory is met a second time when it is empty.
    private void RemoveTree(IWritableNode top, VaultPath path)
    {
        Stack<(byte[][] Names, bool IsListed)> pending = new([([path.Name], false)]);
        while (pending.TryPop(out (byte[][] Names, bool IsListed) next) && !cancellation.IsCancellationRequested)
        {
            byte[] whole = PathOf(path, next.Names);
            Errno errno = OpenDirectory(top, next.Names.AsSpan(0, next.Names.Length - 1), out IWritableNode? parent);
            if (errno != Errno.None)
            {
                Fail(whole, errno);
                continue;
            }

            if (next.IsListed)
            {
                Fail(whole, parent!.RemoveDirectory(next.Names[^1]));
            }
            else
            {
                pending.Push((next.Names, true));
                errno = parent!.OpenWritable(next.Names[^1], out IWritableNode? directory);
                errno = errno == Errno.None ? Empty(directory!, next.Names, path, pending) : errno;
                directory?.Dispose();
                Fail(whole, errno);
            }

            if (!ReferenceEquals(parent, top))
            {
                parent.Dispose();
            }
        }
    }

    private Errno Empty(IWritableNode directory, byte[][] names, VaultPath path, Stack<(byte[][] Names, bool IsListed)> pending)
    {
        // Read to its end first: what a listing gives while names go is not defined.
        Errno errno = DirectoryRows.Read(directory, isLong: false, out List<DirectoryRow> rows);
        foreach (DirectoryRow row in rows)
        {
            if (cancellation.IsCancellationRequested)
            {
                return Errno.None;
            }

            byte[][] below = [.. names, row.Name];
            Errno removed = row.Kind == EntryKind.Directory ? Errno.EISDIR : directory.Unlink(row.Name);
            if (removed == Errno.EISDIR)
            {
                pending.Push((below, false));
            }
            else
            {
                Fail(PathOf(path, below), removed);
            }
        }

        return errno;
    }

    private static Errno OpenDirectory(IWritableNode top, ReadOnlySpan<byte[]> names, out IWritableNode? directory)
    {
        directory = top;
        Errno errno = Errno.None;
        for (int i = 0; i < names.Length && errno == Errno.None; i++)
        {
            IWritableNode above = directory!;
            errno = above.OpenWritable(names[i], out directory);
            if (!ReferenceEquals(above, top))
            {
                above.Dispose();
            }
        }

        return errno;
    }

    private static byte[] PathOf(VaultPath path, byte[][] names)
    {
        byte[] whole = path.Typed.AsSpan().TrimEnd((byte)'/').ToArray();
        for (int i = 1; i < names.Length; i++)
        {
            whole = VaultPath.Join(whole, names[i]);
        }

        return whole;
    }

    private void Fail(byte[] path, Errno errno)
    {
        if (errno == Errno.None || (errno == Errno.ENOENT && IgnoresMissing))
        {
            return;
        }

        HasErrors = true;
        message.Write("cannot remove", path, errno == Errno.EISDIR ? "it is a directory: give -r to remove it with all in it" : errno.Describe());
    }
}
