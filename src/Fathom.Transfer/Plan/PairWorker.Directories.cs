namespace Fathom.Transfer;

/// <content>What becomes of directories.</content>
internal sealed partial class PairWorker
{
    private void AddChildren()
    {
        foreach (int i in _source.SelectDirectories(i => !_source[i].IsHidden && _source[i].Errno == Errno.None))
        {
            AddChild(i, ref _source[i]);
        }
    }

    private void AddChild(int index, ref EntryRow row)
    {
        if (!_options.Recurse && !_options.Directories)
        {
            _result.Seen[(int)EntryKind.Directory]--;
            Note(TransferNotice.SkippedDirectory, index);
            return;
        }

        bool exists = row.IsMatched && _target[row.MatchIndex].Errno == Errno.None;
        EntryRow target = exists ? _target[row.MatchIndex] : default;
        if (exists && _options.KeepDirectoryLinks && target.Kind == EntryKind.Symlink)
        {
            FollowTarget(index, ref target);
        }

        bool isThere = exists && target.IsDirectory;
        if (!exists && _options.Existing)
        {
            Note(TransferNotice.NotCreated, index);
            return;
        }

        // Before removals all of the source is read: where something cannot be, nothing is removed.
        if (!isThere && !_context.Compares && _options.Delete != DeleteTime.Before)
        {
            return;
        }

        if (exists && !isThere && _options.IgnoreExisting)
        {
            // What is in the way stays, and nothing can come below it.
            Note(TransferNotice.Exists, index);
            Fail(TransferAction.Make, isSource: false, _pair.PathOf(_source.Name(index)), Errno.ENOTDIR);
            return;
        }

        byte[] path = _pair.PathOf(_source.Name(index));
        if (isThere && _context.Skip?.MaySkip(path) == true)
        {
            return;
        }

        bool descends = Descends(in row, _source.Name(index), out FileListEntry? files);
        _pair.Hold();
        _result.Children.Add(new DirectoryPair
        {
            Parent = _pair,
            Path = path,
            Name = path.AsMemory(path.Length - row.NameLength),
            Attributes = row.ToAttributes(),
            IsFollowed = row.IsFollowed,
            IsContentless = !descends,
            Files = files,
            IsMissing = !isThere,
            OwnStep = _context.Compares ? DirectoryStep(index, in row, path, exists, isThere, in target) : null,
        });
    }

    /// <summary>The content of a directory is transferred, or what is listed of it.</summary>
    private bool Descends(in EntryRow row, ReadOnlySpan<byte> name, out FileListEntry? files)
    {
        files = _pair.Files?.Find(name);
        if (_options.OneFileSystem > 0 && row.Device != _context.RootDevice)
        {
            return false;
        }

        if (files is { IsListed: false } or { IsListed: true, Entries.Count: > 0 } && !(files.IsListed && (_options.Recurse || files.TakesContent)))
        {
            return true;
        }

        bool takesContent = _options.Recurse || files is { TakesContent: true };
        files = null;
        return takesContent;
    }

    private PlanStep? DirectoryStep(int index, in EntryRow row, byte[] path, bool exists, bool isThere, in EntryRow target)
    {
        int basis = -1;
        ItemChanges changes = isThere ? CompareAll(index, in row, in target, ItemChanges.None)
            : _hasBasis ? BasisDirectoryChanges(index, in row, out basis)
            : ItemChanges.New | ItemChanges.Local;
        bool differs = (changes & ItemChanges.Significant) != 0;
        return differs || _context.TellsUnchanged || !isThere
            ? MakeStep(index, !isThere ? StepKind.MakeDirectory : differs ? StepKind.SetAttributes : StepKind.Keep, in row, changes, exists, in target, path, basis)
            : null;
    }

    private void FollowTarget(int index, ref EntryRow target)
    {
        Errno errno = _pair.Target!.OpenFollowed(_source.Name(index), _context.Mask & ~StatMask.Target, out IContentNode? node, out NodeAttributes found);
        node?.Dispose();
        if (errno == Errno.None && found.Kind == EntryKind.Directory)
        {
            target.Take(in found);
        }
    }
}
