namespace Fathom.Transfer;

/// <summary>Compares pairs of directories: lists both, brings the names together, and makes steps of what differs. One a thread.</summary>
internal sealed partial class PairWorker
{
    // Bytes that a directory itself takes, which on most file systems grow with its names: some thousands of them.
    private const long LargeDirectory = 256 * 1024;

    private readonly PlanContext _context;
    private readonly TransferOptions _options;
    private readonly EntryComparer _comparer;
    private readonly ContentComparer _content = new();
    private readonly bool _hasBasis;
    private readonly EntryTable _source = new();
    private readonly EntryTable _target = new();
    private byte[] _path = new byte[512];
    private DirectoryPair _pair = null!;
    private PairResult _result = null!;

    internal PairWorker(PlanContext context)
    {
        _context = context;
        _options = context.Options;
        _comparer = context.Comparer;
        _hasBasis = context.Compares && context.Request.Basis.Count > 0;
    }

    /// <summary>Compares one pair.</summary>
    internal PairResult Compare(DirectoryPair pair)
    {
        _pair = pair;
        _result = new PairResult();
        if (pair.IsSkipped)
        {
            _result.Notices.Add((TransferNotice.SkippedDirectory, "."u8.ToArray()));
        }
        else if (pair.Parent is null && !pair.IsUntold)
        {
            _result.Seen[(int)EntryKind.Directory]++;
        }

        if (OpenNodes() && !pair.IsContentless && Load() && _result.Rest is null)
        {
            CompareNames();
        }

        return End();
    }

    /// <summary>Compares the next names of a pair that is given part by part; disposes of what is empty then.</summary>
    /// <returns>What was found in the part; its <see cref="PairResult.Rest"/> is null after the last one.</returns>
    internal PairResult CompareNext(DirectoryPair pair, SpilledPair rest)
    {
        _pair = pair;
        _result = new PairResult();
        rest.Read(_source, _target);
        SelectSource();
        CompareNames();
        if (pair.Files is { } files)
        {
            rest.Find(files, _source);
        }

        if (!rest.IsAtEnd)
        {
            _result.Rest = rest;
            return End();
        }

        if (rest.IsWhole && pair.Files is { } all)
        {
            FailMissing(all, rest.HasFound);
        }

        rest.Dispose();
        return End();
    }

    private void CompareNames()
    {
        Match();
        if (_context.Compares)
        {
            CompareEntries();
        }

        AddChildren();
    }

    private PairResult End()
    {
        PairResult result = _result;
        if (!_context.Compares)
        {
            // The pass that compares counts what it sees.
            Array.Clear(result.Seen);
            result.SeenBytes = 0;
        }

        _result = null!;
        _pair = null!;
        return result;
    }

    /// <summary>Marks what filters and options leave out, and counts the rest.</summary>
    private void SelectSource()
    {
        FilterScope filters = _pair.SourceFilters!;
        for (int i = 0; i < _source.Count; i++)
        {
            ref EntryRow row = ref _source[i];
            ReadOnlySpan<byte> name = _source.Name(i);
            if ((!filters.IsEmpty && filters.Hides(PathOf(name), row.IsDirectory)) || (_pair.Files is { } files && files.Find(name) is null))
            {
                row.IsHidden = true;
                continue;
            }

            if (row.Errno != Errno.None)
            {
                FailEntry(in row, name);
                continue;
            }

            if (row.Kind == EntryKind.Symlink)
            {
                Follow(ref row, i);
            }

            if (row.IsDirectory && _options.OneFileSystem == 2 && row.Device != _context.RootDevice)
            {
                row.IsHidden = true;
                continue;
            }

            _result.Seen[(int)row.Kind]++;
            _result.SeenBytes += row.Kind is EntryKind.File or EntryKind.Symlink ? row.Size : 0;
        }
    }

    // What was asked for by name, and is not there.
    private void FailMissing(FileListEntry files, Predicate<FileListEntry> isThere)
    {
        foreach (FileListEntry entry in files.Entries)
        {
            if (!isThere(entry))
            {
                Fail(TransferAction.Stat, isSource: true, _pair.PathOf(entry.Name), Errno.ENOENT);
            }
        }
    }

    private void FailEntry(in EntryRow row, ReadOnlySpan<byte> name)
    {
        if (row.Errno == Errno.ENOENT)
        {
            _result.Notices.Add((TransferNotice.Vanished, _pair.PathOf(name)));
            return;
        }

        Fail(TransferAction.Stat, isSource: true, _pair.PathOf(name), row.Errno);
    }

    /// <summary>Finds which names both sides have, and which only the target has.</summary>
    private void Match()
    {
        int t = 0;
        for (int s = 0; s < _source.Count; s++)
        {
            ref EntryRow row = ref _source[s];
            if (row.IsHidden)
            {
                continue;
            }

            ReadOnlySpan<byte> name = _source.Name(s);
            int order = 1;
            while (t < _target.Count && (order = _target.Name(t).SequenceCompareTo(name)) < 0)
            {
                t++;
            }

            if (t < _target.Count && order == 0)
            {
                row.IsMatched = true;
                row.MatchIndex = t;
                _target[t].IsMatched = true;
            }
        }

        SetTemporariesAside();
        if (_context.FindsExtra && !_pair.IsMissing && !_pair.IsUntold && _pair.Files is null)
        {
            _result.Extra = _target.SelectExtra(IsExtra);
        }
    }

    private bool IsExtra(int index)
    {
        ref EntryRow row = ref _target[index];
        FilterScope filters = _pair.TargetFilters!;
        return !row.IsMatched && !row.IsHidden && (filters.IsEmpty || !filters.Protects(PathOf(_target.Name(index)), row.IsDirectory));
    }

    /// <summary>Copies that are not done are not part of the target. Those that nobody works on any longer go.</summary>
    private void SetTemporariesAside()
    {
        for (int t = 0; t < _target.Count; t++)
        {
            ReadOnlySpan<byte> name = _target.Name(t);
            if (_target[t].IsMatched)
            {
                continue;
            }

            if (TemporaryName.TryParse(name, out TemporaryName temporary) && _target[t].Kind != EntryKind.Directory)
            {
                _target[t].IsHidden = true;
                if (_context.IsStray(temporary, in _target[t]))
                {
                    (_result.Strays ??= []).Add(name.ToArray());
                }
            }
            else if (_context.IsPartialPlace(name))
            {
                _target[t].IsHidden = true;
                FindPlaceStrays(name);
            }
        }
    }

    // Whatever else is there was kept on purpose. What cannot be read is left to who works there.
    private void FindPlaceStrays(ReadOnlySpan<byte> name)
    {
        if (_pair.Target!.Open(name, out IContentNode? place) != Errno.None)
        {
            return;
        }

        using (place)
        {
            EntryTable table = new();
            if (table.Load(place!, _context.Mask, _context.Cancellation) != Errno.None)
            {
                return;
            }

            _result.PlaceStrays = [];
            for (int i = 0; i < table.Count; i++)
            {
                if (TemporaryName.TryParse(table.Name(i), out TemporaryName temporary) && _context.IsStray(temporary, in table[i]))
                {
                    _result.PlaceStrays.Add(table.Name(i).ToArray());
                }
            }
        }
    }

    /// <summary>The path of a name in the directory that is compared; good until the next call.</summary>
    private ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> directory = _pair.Path.Span;
        if (directory.IsEmpty)
        {
            return name;
        }

        int length = directory.Length + 1 + name.Length;
        if (_path.Length < length)
        {
            _path = new byte[length * 2];
        }

        directory.CopyTo(_path);
        _path[directory.Length] = (byte)'/';
        name.CopyTo(_path.AsSpan(directory.Length + 1));
        return _path.AsSpan(0, length);
    }

    private void Fail(TransferAction action, bool isSource, ReadOnlyMemory<byte> path, Errno errno) =>
        _result.Errors.Add(new TransferError(action, isSource, path, errno));
}
