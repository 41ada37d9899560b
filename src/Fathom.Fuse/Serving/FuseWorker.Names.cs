using static Fathom.Fuse.ProtocolFlags;

namespace Fathom.Fuse;

/// <content>Names: looking up, forgetting, linking, renaming, removing.</content>
internal sealed unsafe partial class FuseWorker
{
    internal const StatMask EntryAttributes = StatMask.Basic;

    // What programs have room for (struct dirent), also where a tree would take more. The kernel looks a name up before it makes it, so
    // this is the one place that refuses longer ones; those that are there can be used.
    private const int MaxName = 255;

    private Errno Lookup(FuseNode directory, ref RequestReader reader)
    {
        if (!reader.TryTakeName(out ReadOnlySpan<byte> name))
        {
            return Errno.EINVAL;
        }

        Errno errno = directory.Content.Open(name, EntryAttributes, out IContentNode? content, out NodeAttributes attributes);
        if (errno == Errno.ENOENT && name.Length > MaxName)
        {
            return Errno.ENAMETOOLONG;
        }

        if (errno == Errno.ENOENT && !_session.NegativeTimeout.IsZero)
        {
            // Node 0: the kernel keeps that there is none.
            ref EntryOut entry = ref Put<EntryOut>();
            entry.EntryValid = _session.NegativeTimeout.Seconds;
            entry.EntryValidNanos = _session.NegativeTimeout.Nanos;
            return Errno.None;
        }

        if (errno == Errno.None)
        {
            ReplyEntry(content!, in attributes, directory, name);
        }

        return errno;
    }

    /// <summary>Refers to a node that was just opened, and describes it.</summary>
    /// <param name="content">Given away.</param>
    private void ReplyEntry(IContentNode content, in NodeAttributes attributes, FuseNode directory, ReadOnlySpan<byte> name)
    {
        FuseNode node = _session.Nodes.Refer(content, in attributes, directory, name);
        _referred.Add(node.Id);
        _session.NoteNode();
        _session.Describe(node, in attributes, ref Put<EntryOut>());
    }

    private Errno Forget(ref RequestReader reader)
    {
        if (reader.TryTake(out ForgetIn forget))
        {
            _session.Nodes.Forget(_header.NodeId, forget.Lookups);
        }

        return Unanswered();
    }

    private Errno BatchForget(ref RequestReader reader)
    {
        if (reader.TryTake(out BatchForgetIn batch))
        {
            for (uint index = 0; index < batch.Count && reader.TryTake(out ForgetOne one); index++)
            {
                _session.Nodes.Forget(one.NodeId, one.Lookups);
            }
        }

        return Unanswered();
    }

    private Errno Remove(FuseNode directory, ref RequestReader reader, bool isDirectory)
    {
        if (!reader.TryTakeName(out ReadOnlySpan<byte> name))
        {
            return Errno.EINVAL;
        }

        Errno errno = Changeable(directory, out IWritableNode? writable);
        if (errno != Errno.None)
        {
            return errno;
        }

        return isDirectory ? writable!.RemoveDirectory(name) : writable!.Unlink(name);
    }

    private Errno Rename(FuseNode directory, ref RequestReader reader) => reader.TryTake(out RenameIn rename)
        ? Rename(directory, rename.NewDirectory, RenameMode.Replace, ref reader)
        : Errno.EINVAL;

    private Errno RenameWithFlags(FuseNode directory, ref RequestReader reader)
    {
        if (!reader.TryTake(out Rename2In rename))
        {
            return Errno.EINVAL;
        }

        return rename.Flags switch
        {
            0 => Rename(directory, rename.NewDirectory, RenameMode.Replace, ref reader),
            RENAME_NOREPLACE => Rename(directory, rename.NewDirectory, RenameMode.NoReplace, ref reader),
            RENAME_EXCHANGE => Rename(directory, rename.NewDirectory, RenameMode.Exchange, ref reader),
            _ => Errno.EINVAL,
        };
    }

    private Errno Rename(FuseNode directory, ulong newDirectory, RenameMode mode, ref RequestReader reader)
    {
        if (!reader.TryTakeName(out ReadOnlySpan<byte> name) || !reader.TryTakeName(out ReadOnlySpan<byte> newName))
        {
            return Errno.EINVAL;
        }

        Errno errno = Changeable(directory, out IWritableNode? from);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (_session.Nodes.Find(newDirectory) is not { } target)
        {
            return Errno.ESTALE;
        }

        errno = Changeable(target, out IWritableNode? to);
        errno = errno == Errno.None ? from!.Rename(name, to!, newName, mode) : errno;
        if (errno == Errno.None && target != directory)
        {
            NoteParent(target, newName);
            if (mode == RenameMode.Exchange)
            {
                NoteParent(directory, name);
            }
        }

        return errno;
    }

    /// <summary>A directory that moved has another "..".</summary>
    private void NoteParent(FuseNode parent, ReadOnlySpan<byte> name)
    {
        if (parent.Content.Open(name, StatMask.Inode | StatMask.Device, out IContentNode? moved, out NodeAttributes attributes) == Errno.None)
        {
            if (moved!.Kind == EntryKind.Directory && _session.Nodes.Find(attributes.Id) is { } node)
            {
                node.ParentInode = parent.Inode;
            }

            moved.Dispose();
        }
    }

    private Errno Link(FuseNode directory, ref RequestReader reader)
    {
        if (!reader.TryTake(out LinkIn link) || !reader.TryTakeName(out ReadOnlySpan<byte> name))
        {
            return Errno.EINVAL;
        }

        Errno errno = Changeable(directory, out IWritableNode? writable);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (_session.Nodes.Find(link.OldNodeId) is not { } existing)
        {
            return Errno.ESTALE;
        }

        errno = writable!.Link(name, existing.Content);
        errno = errno == Errno.None ? existing.Content.ReadAttributes(EntryAttributes, out NodeAttributes attributes) : Fail(errno, out attributes);
        if (errno == Errno.None)
        {
            _session.Nodes.ReferAgain(existing);
            _referred.Add(existing.Id);
            _session.Describe(existing, in attributes, ref Put<EntryOut>());
        }

        return errno;
    }

    private Errno ReadLink(FuseNode node)
    {
        Errno errno = node.Content.ReadTarget(out byte[] target);
        if (errno == Errno.None)
        {
            target.CopyTo(Payload((uint)target.Length));
            _payloadLength = target.Length;
        }

        return errno;
    }

    /// <summary>The node, to be changed.</summary>
    private Errno Changeable(FuseNode node, out IWritableNode? writable)
    {
        writable = _session.IsReadOnly ? null : node.Writable;
        return writable is null ? Errno.EROFS : Errno.None;
    }

    private static Errno Fail<T>(Errno errno, out T value)
        where T : struct
    {
        value = default;
        return errno;
    }
}
