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

    // Names on the way down, because trees are deeper than threads' stacks; each directory is met a second time when it is empty.
    private void RemoveTree(IWritableNode top, VaultPath path)
    {
        using HeldPath held = new(top);
        Stack<(byte[][] Names, bool IsListed)> pending = new([([path.Name], false)]);
        while (pending.TryPop(out (byte[][] Names, bool IsListed) next) && !cancellation.IsCancellationRequested)
        {
            Errno errno = held.Open(next.IsListed ? next.Names.AsSpan(0, next.Names.Length - 1) : next.Names, out IContentNode? opened);
            IWritableNode? directory = (IWritableNode?)opened;
            if (errno == Errno.None && next.IsListed)
            {
                errno = directory!.RemoveDirectory(next.Names[^1]);
            }
            else if (errno == Errno.None)
            {
                pending.Push((next.Names, true));
                errno = Empty(directory!, next.Names, path, pending);
            }

            Fail(path, next.Names, errno);
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
                Fail(path, below, removed);
            }
        }

        return errno;
    }

    private static byte[] PathOf(VaultPath path, byte[][] names)
    {
        byte[] whole = path.Typed.AsSpan().TrimEnd((byte)'/').ToArray();
        for (int i = 1; i < names.Length; i++)
        {
            whole = PathBytes.Join(whole, names[i]);
        }

        return whole;
    }

    private void Fail(VaultPath path, byte[][] names, Errno errno)
    {
        if (errno != Errno.None)
        {
            Fail(PathOf(path, names), errno);
        }
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
