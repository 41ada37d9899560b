namespace Fathom.Cli;

/// <summary>A directory that is copied into: gets its mode and times once all in it is there, because each new name changes its time.</summary>
internal sealed class CopyDirectory
{
    private readonly CopyDirectory? _parent;
    private readonly NodeAttributes? _attributes;
    private readonly Action<byte[], Errno> _fail;
    private readonly byte[] _path;
    private int _users = 1; // Interlocked in Hold and Release.

    /// <param name="node">Disposed with the last user, if it was made or opened for the copy.</param>
    /// <param name="parent">Held until this is complete; null for where a copy begins.</param>
    /// <param name="attributes">What it gets; null for a directory that was there before.</param>
    /// <param name="path">Of the source, for messages.</param>
    /// <param name="fail">Told what could not be set.</param>
    internal CopyDirectory(IWritableNode node, CopyDirectory? parent, NodeAttributes? attributes, byte[] path, Action<byte[], Errno> fail)
    {
        (Node, _parent, _attributes, _path, _fail) = (node, parent, attributes, path, fail);
        parent?.Hold();
    }

    internal IWritableNode Node { get; }

    /// <summary>The names in it are brought to the disk at the end.</summary>
    internal bool Syncs { get; init; }

    /// <summary>Something is still to be done in it.</summary>
    internal void Hold() => Interlocked.Increment(ref _users);

    /// <summary>It was made for the copy, so nothing else is in it.</summary>
    internal bool IsNew => _attributes is not null;

    /// <summary>The last one to call this completes the directory, and those above whose last use that was.</summary>
    internal void Release()
    {
        // No recursion: a tree may be deeper than the thread's stack.
        CopyDirectory? directory = this;
        while (directory is not null && Interlocked.Decrement(ref directory._users) == 0)
        {
            directory = directory.Complete();
        }
    }

    private CopyDirectory? Complete()
    {
        if (_attributes is { } attributes)
        {
            Errno errno = Node.SetAttributes(new NodeChange { Mode = attributes.Mode & CopyFile.CopiedMode, Atime = attributes.Atime, Mtime = attributes.Mtime });
            if (errno != Errno.None)
            {
                _fail(_path, errno);
            }
        }

        Errno synced = Syncs ? Node.Sync() : Errno.None;
        if (synced != Errno.None)
        {
            _fail(_path, synced);
        }

        if (_parent is not null)
        {
            Node.Dispose();
        }

        return _parent;
    }
}
