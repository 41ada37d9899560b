namespace Fathom.Vault;

/// <summary>One rename of an entry that is not an exchange: what is given the new name, and what is left to remove then.</summary>
internal sealed class RenameStep : IDisposable
{
    private readonly VaultTree _tree;
    private readonly IWritableNode _from;
    private readonly IWritableNode _to;
    private readonly StoredEntry _source;
    private readonly NewName _name;

    // What is renamed to the stored name.
    private IWritableNode _directory;
    private byte[] _moved;
    private bool _isPlain;

    // Made aside, to be discarded where it did not get the name.
    private NodeBuilder? _builder;
    private bool _isAside;

    // The node got the file of a long name, before it has that name.
    private bool _isNamed;

    // The ciphertext has no hard links: the content moves into the node that has the new name already.
    private bool _movesContent;

    private RenameStep(VaultTree tree, IWritableNode from, IWritableNode to, StoredEntry source, in NewName name)
    {
        (_tree, _from, _to, _source, _name) = (tree, from, to, source, name);
        (_directory, _moved, _isPlain) = (from, source.Name, source.IsPlain);
    }

    private bool IsLong => _source.NameKind == NameKind.Shortened;

    // The node itself does not get the new name: something that shares or takes its content does.
    private bool IsCopy => _source.Kind == EntryKind.Directory ? IsLong && _name.IsLong : IsLong || _name.IsLong;

    /// <summary>Makes all that can be made before a name changes.</summary>
    /// <param name="from">The content directory of the old name.</param>
    /// <param name="to">The content directory of the new one.</param>
    /// <returns>EBADMSG for a damaged node that would have to be made anew.</returns>
    internal static Errno Prepare(
        VaultTree tree,
        IWritableNode from,
        IWritableNode to,
        StoredEntry source,
        in NewName name,
        out RenameStep? step)
    {
        RenameStep prepared = new(tree, from, to, source, in name);
        Errno errno = !prepared.IsCopy ? prepared.PrepareNode()
            : source.Kind == EntryKind.Unknown ? Errno.EBADMSG
            : source.Kind == EntryKind.File && !name.IsLong ? prepared.PreparePlain()
            : prepared.PrepareCopy();
        step = errno == Errno.None ? prepared : null;
        if (errno != Errno.None)
        {
            prepared.Dispose();
        }

        return errno;
    }

    /// <summary>Gives the name, and removes what is left: what had the name before, and what has the old name.</summary>
    internal Errno Publish(StoredEntry? target)
    {
        Errno errno = RenumberDirectory();
        if (errno != Errno.None)
        {
            return errno;
        }

        bool isThere = target is not null && target.Name.AsSpan().SequenceEqual(_name.Stored);
        errno = !isThere ? Structure.RenameToFree(_directory, _moved, _to, _name.Stored, _isPlain)
            : _isPlain && target!.IsPlain ? _directory.Rename(_moved, _to, _name.Stored, RenameMode.Replace)
            : Replace(target!);
        if (errno == Errno.EOPNOTSUPP && !isThere)
        {
            // Nobody of this process can take the name meanwhile.
            errno = _directory.Rename(_moved, _to, _name.Stored, RenameMode.Replace);
        }

        if (errno != Errno.None)
        {
            return errno;
        }

        _builder?.SetDone();
        _isAside = false;
        _isNamed = false;
        errno = _movesContent ? MoveContent() : Errno.None;
        if (errno == Errno.None && target is not null && !isThere)
        {
            // Stored in another form, it would be found under the name still.
            errno = NodeRemoval.RemoveEntry(_tree, _to, target.Name, target);
        }

        return errno == Errno.None ? RemoveRest() : errno;
    }

    /// <summary>Removes what was made aside and did not get the name.</summary>
    public void Dispose()
    {
        _builder?.Dispose();
        if (_isAside)
        {
            NodeRemoval.Discard(_to, _moved);
        }

        if (_isNamed)
        {
            _ = NodeRemoval.UnlinkIfThere(_source.Node, StoredFiles.LongName);
        }
    }

    // Another node names the directory from then on. Should that fail, the former is shown with the number that it has anyhow.
    private Errno RenumberDirectory()
    {
        if (_builder is null || _source.Id is null)
        {
            return Errno.None;
        }

        NodeAttributes made = default;
        Errno errno = _source.Node.ReadAttributes(StatMask.Inode, out NodeAttributes before);
        errno = errno == Errno.None ? _builder.Node.ReadAttributes(StatMask.Inode, out made) : errno;
        if (errno == Errno.None)
        {
            _tree.Held.Renumber(_source.Id, before.Inode, made.Inode);
        }

        return errno;
    }

    private Errno PrepareNode()
    {
        if (!_name.IsLong)
        {
            return Errno.None;
        }

        _isNamed = true;
        Errno errno = Structure.ReadMode(_from, out uint mode);
        return errno == Errno.None ? Structure.Put(_source.Node, StoredFiles.LongName, _name.Whole, mode) : errno;
    }

    // From a node with a long name to a file of its own.
    private Errno PreparePlain()
    {
        _isPlain = true;
        byte[] aside = TemporaryName.Create();
        Errno errno = _to.Link(aside, _source.Content!);
        if (errno == Errno.None)
        {
            (_directory, _moved, _isAside) = (_to, aside, true);
        }
        else if (IsWithoutLinks(errno))
        {
            (_directory, _moved) = (_source.Node, StoredFiles.Contents.ToArray());
            errno = Errno.None;
        }

        return errno;
    }

    private Errno PrepareCopy()
    {
        Errno errno = NodeBuilder.Begin(_tree, _to, out _builder);
        if (errno != Errno.None)
        {
            return errno;
        }

        (_directory, _moved, _isPlain) = (_to, _builder!.Name, false);
        if (_source.Kind == EntryKind.Directory)
        {
            errno = _builder.Put(StoredFiles.DirectoryId, _source.Id!.Bytes);
        }
        else
        {
            errno = _builder.Node.Link(_source.InnerName, _source.Content!);
            _movesContent = IsWithoutLinks(errno);
            errno = _movesContent ? Errno.None : errno;
        }

        return errno == Errno.None ? _builder.PutName(in _name) : errno;
    }

    private static bool IsWithoutLinks(Errno errno) => errno is Errno.EOPNOTSUPP or Errno.EPERM or Errno.ENOSYS or Errno.EMLINK;

    // What has the name is exchanged with what gets it, so that the name stands for one of them at any time.
    private Errno Replace(StoredEntry target)
    {
        Errno errno = _directory.Rename(_moved, _to, _name.Stored, RenameMode.Exchange);
        if (Structure.IsUnsupported(errno))
        {
            return ReplaceInSteps(target);
        }

        if (errno != Errno.None)
        {
            return errno;
        }

        errno = NodeRemoval.RemoveEntry(_tree, _directory, _moved, target);
        if (errno != Errno.None)
        {
            // Another program made something in it: everything as it was.
            _ = _directory.Rename(_moved, _to, _name.Stored, RenameMode.Exchange);
        }

        return errno;
    }

    private Errno ReplaceInSteps(StoredEntry target)
    {
        Errno errno = NodeRemoval.SetAside(_to, target.Name, out byte[] aside);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = _directory.Rename(_moved, _to, _name.Stored, RenameMode.Replace);
        if (errno == Errno.None && target.Id is not null)
        {
            errno = NodeRemoval.RemoveContent(_tree, target.Id, _to);
            _ = errno == Errno.None ? errno : _to.Rename(_name.Stored, _directory, _moved, RenameMode.Replace);
        }

        if (errno == Errno.None)
        {
            NodeRemoval.Discard(_to, aside);
        }
        else
        {
            _ = _to.Rename(aside, _to, target.Name, RenameMode.Replace);
        }

        return errno;
    }

    private Errno MoveContent()
    {
        ReadOnlySpan<byte> inner = _source.InnerName;
        return _source.IsPlain
            ? _from.Rename(_source.Name, _builder!.Node, inner, RenameMode.Replace)
            : _source.Node.Rename(inner, _builder!.Node, inner, RenameMode.Replace);
    }

    private Errno RemoveRest()
    {
        if (IsCopy)
        {
            // Gone already where it was itself moved.
            Errno errno = NodeRemoval.RemoveNode(_from, _source);
            return errno == Errno.ENOENT ? Errno.None : errno;
        }

        return IsLong && !_name.IsLong && _source.Kind == EntryKind.Directory
            ? NodeRemoval.UnlinkIfThere(_source.Node, StoredFiles.LongName)
            : Errno.None;
    }
}
