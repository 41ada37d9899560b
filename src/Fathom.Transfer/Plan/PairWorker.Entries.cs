namespace Fathom.Transfer;

/// <content>What becomes of one name.</content>
internal sealed partial class PairWorker
{
    private void CompareEntries()
    {
        for (int i = 0; i < _source.Count; i++)
        {
            ref EntryRow row = ref _source[i];
            if (!row.IsHidden && row.Errno == Errno.None && !row.IsDirectory)
            {
                CompareEntry(i, ref row);
            }
        }
    }

    private void CompareEntry(int index, ref EntryRow row)
    {
        bool exists = row.IsMatched;
        if (exists && _target[row.MatchIndex].Errno != Errno.None)
        {
            Fail(TransferAction.Stat, isSource: false, _pair.PathOf(_source.Name(index)), _target[row.MatchIndex].Errno);
            return;
        }

        EntryRow target = exists ? _target[row.MatchIndex] : default;
        if (exists ? _options.IgnoreExisting : _options.Existing)
        {
            Note(exists ? TransferNotice.Exists : TransferNotice.NotCreated, index);
            return;
        }

        switch (row.Kind)
        {
            case EntryKind.File:
                CompareFile(index, in row, exists, in target);
                break;
            case EntryKind.Symlink when _options.Links:
                CompareSymlink(index, in row, exists, in target);
                break;
            case EntryKind.Fifo or EntryKind.Socket when _options.Specials:
            case EntryKind.CharacterDevice or EntryKind.BlockDevice when _options.Devices && _context.Request.Caller.IsRoot:
                CompareSpecial(index, in row, exists, in target);
                break;
            default:
                Note(TransferNotice.SkippedNonRegular, index);
                break;
        }
    }

    private void CompareFile(int index, in EntryRow row, bool exists, in EntryRow target)
    {
        if (row.Size > _options.MaxSize)
        {
            Note(TransferNotice.OverMaxSize, index);
            return;
        }

        if (row.Size < _options.MinSize)
        {
            Note(TransferNotice.UnderMinSize, index);
            return;
        }

        if (exists && target.Kind == EntryKind.File && _options.Update && _comparer.IsNewer(in row, in target))
        {
            Note(TransferNotice.Newer, index);
            return;
        }

        bool isFile = exists && target.Kind == EntryKind.File;
        if (_hasBasis && TryBasisFile(index, in row, isFile, in target))
        {
            return;
        }

        ItemChanges checksum = _options.Checksum ? ItemChanges.Content : ItemChanges.None;
        if (!isFile)
        {
            Add(index, StepKind.CopyFile, in row, ItemChanges.New | ItemChanges.Transfer | checksum, exists, in target);
        }
        else if (IsContentEqual(index, in row, in target))
        {
            AddAttributes(index, in row, in target);
        }
        else
        {
            ItemChanges changes = CompareAll(index, in row, in target, ItemChanges.Transfer | checksum);
            Add(index, StepKind.CopyFile, in row, changes, exists, in target);
        }
    }

    private void CompareSymlink(int index, in EntryRow row, bool exists, in EntryRow target)
    {
        ReadOnlySpan<byte> link = _source.Target(index);
        if (_options.SafeLinks && LinkSafety.LeadsOut(link, PathOf(_source.Name(index))))
        {
            Note(TransferNotice.SkippedUnsafeLink, index);
            return;
        }

        bool isLink = exists && target.Kind == EntryKind.Symlink;
        if (isLink && link.SequenceEqual(_target.Target(row.MatchIndex)))
        {
            AddAttributes(index, in row, in target);
            return;
        }

        if (!exists && _hasBasis && TryBasisOther(index, in row))
        {
            return;
        }

        ItemChanges changes = ItemChanges.Local | ItemChanges.Content;
        changes = isLink ? CompareAll(index, in row, in target, changes) : changes | ItemChanges.New;
        Add(index, StepKind.MakeSymlink, in row, changes, exists, in target);
    }

    private void CompareSpecial(int index, in EntryRow row, bool exists, in EntryRow target)
    {
        // A pipe and a socket are one type to rsync, and two kinds of device too.
        bool isSameType = exists && (row.IsDevice ? target.IsDevice : target.Kind is EntryKind.Fifo or EntryKind.Socket);
        if (isSameType && (row.IsDevice ? row.RawDevice == target.RawDevice : row.Kind == target.Kind))
        {
            AddAttributes(index, in row, in target);
            return;
        }

        if (!exists && _hasBasis && TryBasisOther(index, in row))
        {
            return;
        }

        ItemChanges changes = ItemChanges.Local | ItemChanges.Content;
        changes = isSameType ? CompareAll(index, in row, in target, changes) : changes | ItemChanges.New;
        Add(index, StepKind.MakeSpecial, in row, changes, exists, in target);
    }

    private void AddAttributes(int index, in EntryRow row, in EntryRow target)
    {
        ItemChanges changes = CompareAll(index, in row, in target, ItemChanges.None);
        bool differs = (changes & ItemChanges.Significant) != 0;
        if (differs || _context.TellsUnchanged || IsGrouped(in row) || _options.RemoveSourceFiles)
        {
            Add(index, differs ? StepKind.SetAttributes : StepKind.Keep, in row, changes, exists: true, in target);
        }
    }

    private bool IsContentEqual(int index, in EntryRow row, in EntryRow target)
    {
        if (!_options.Checksum)
        {
            return _comparer.IsProbablyEqual(in row, in target);
        }

        return row.Size == target.Size && IsContentEqual(_source.Name(index), _pair.Target!, row.IsFollowed);
    }

    private bool IsContentEqual(ReadOnlySpan<byte> name, IContentNode directory, bool isFollowed)
    {
        Errno errno = _content.Compare(_pair.Source!, name, isFollowed, directory, _context.Cancellation, out bool areEqual, out bool isSource);
        if (errno != Errno.None)
        {
            Fail(TransferAction.Read, isSource, _pair.PathOf(name), errno);
        }

        return errno == Errno.None && areEqual;
    }

    /// <summary>All that differs, extended attributes and ACLs too, which have to be read.</summary>
    private ItemChanges CompareAll(int index, in EntryRow row, in EntryRow target, ItemChanges known)
    {
        known = Compare(in row, in target, known);
        return _context.Xattrs.IsAny ? known | CompareXattrs(_source.Name(index), row.IsFollowed, _pair.Target!) : known;
    }

    private ItemChanges Compare(in EntryRow row, in EntryRow target, ItemChanges known)
    {
        NodeAttributes source = row.ToAttributes();
        return _comparer.Compare(_comparer.Rules.Taken(in source), target.ToAttributes(), known);
    }

    private ItemChanges CompareXattrs(ReadOnlySpan<byte> name, bool isFollowed, IContentNode directory)
    {
        Errno errno = isFollowed
            ? _pair.Source!.OpenFollowed(name, StatMask.None, out IContentNode? source, out _)
            : _pair.Source!.Open(name, out source);
        bool isSource = true;
        ItemChanges changes = ItemChanges.None;
        using (source)
        {
            if (errno == Errno.None)
            {
                isSource = false;
                errno = directory.Open(name, out IContentNode? target);
                using (target)
                {
                    errno = errno == Errno.None ? CompareXattrs(source!, target!, out changes, out isSource) : errno;
                }
            }
        }

        if (errno != Errno.None)
        {
            Fail(TransferAction.ReadXattr, isSource, _pair.PathOf(name), errno);
        }

        return changes;
    }

    private Errno CompareXattrs(IContentNode source, IContentNode target, out ItemChanges changes, out bool isSource)
    {
        changes = ItemChanges.None;
        isSource = true;
        Errno errno = XattrSet.Read(source, _context.Xattrs, out XattrSet wanted);
        if (errno != Errno.None)
        {
            return errno;
        }

        isSource = false;
        errno = XattrSet.Read(target, _context.Xattrs, out XattrSet there);
        changes = errno == Errno.None ? XattrSet.Diff(wanted, there) : ItemChanges.None;
        return errno;
    }

    private void Follow(ref EntryRow row, int index)
    {
        bool all = _options.CopyLinks
            || (_options.CopyUnsafeLinks && LinkSafety.LeadsOut(_source.Target(index), PathOf(_source.Name(index))));
        if (!all && !_options.CopyDirectoryLinks)
        {
            return;
        }

        Errno errno = _pair.Source!.OpenFollowed(_source.Name(index), _context.Mask & ~StatMask.Target, out IContentNode? node, out NodeAttributes found);
        node?.Dispose();
        if (errno != Errno.None)
        {
            if (all)
            {
                // A link that leads nowhere cannot become what it leads to.
                row.Errno = errno;
                Fail(TransferAction.Stat, isSource: true, _pair.PathOf(_source.Name(index)), errno);
            }

            return;
        }

        if (all || found.Kind == EntryKind.Directory)
        {
            row.Take(in found);
            row.IsFollowed = true;
        }
    }

    private bool IsGrouped(in EntryRow row) => _options.HardLinks && row.Links > 1;

    private void Note(TransferNotice notice, int index) => _result.Notices.Add((notice, _pair.PathOf(_source.Name(index))));

    private void Add(int index, StepKind kind, in EntryRow row, ItemChanges changes, bool exists, in EntryRow target, int basis = -1) =>
        _result.Steps.Add(MakeStep(index, kind, in row, changes, exists, in target, _pair.PathOf(_source.Name(index)), basis));

    private PlanStep MakeStep(
        int index, StepKind kind, in EntryRow row, ItemChanges changes, bool exists, in EntryRow target, byte[] path, int basis = -1, NodeId basisNode = default) => new()
        {
            Kind = kind,
            Changes = changes,
            NodeKind = row.Kind,
            Path = path,
            Name = path.AsMemory(path.Length - row.NameLength),
            Source = _comparer.Rules.Taken(row.ToAttributes()),
            TargetExists = exists,
            Target = exists ? target.ToAttributes() : default,
            LinkTarget = row.Kind == EntryKind.Symlink ? _source.Target(index).ToArray() : default,
            BasisIndex = basis,
            IsFollowed = row.IsFollowed,
            Handle = kind == StepKind.CopyFile && !row.IsFollowed ? _source.Handle(index).ToArray() : default,
            BasisNode = basisNode,
            IsGrouped = IsGrouped(in row) && kind != StepKind.MakeDirectory,
            Directory = _pair,
        };
}
