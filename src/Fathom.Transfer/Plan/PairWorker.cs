using System.Runtime.ExceptionServices;

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

        if (OpenNodes() && !pair.IsContentless && Load())
        {
            Match();
            if (_context.Compares)
            {
                CompareEntries();
            }

            AddChildren();
        }

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

    private bool OpenNodes()
    {
        if (_pair.Source is null)
        {
            Errno errno = _pair.IsFollowed
                ? _pair.Parent!.Source!.OpenFollowed(_pair.Name.Span, StatMask.None, out IContentNode? node, out _)
                : _pair.Parent!.Source!.OpenDirectory(_pair.Name.Span, out node);
            if (!TakeDirectory(node, errno, isSource: true))
            {
                return false;
            }

            _pair.Source = node;
        }

        if (!_pair.IsMissing && _pair.Target is null)
        {
            Errno errno = _pair.Parent!.Target!.OpenDirectory(_pair.Name.Span, out IContentNode? node);
            if (errno == Errno.ENOTDIR && _options.KeepDirectoryLinks)
            {
                errno = _pair.Parent.Target.OpenFollowed(_pair.Name.Span, StatMask.None, out node, out _);
            }

            if (!TakeDirectory(node, errno, isSource: false))
            {
                return false;
            }

            _pair.Target = node;
        }

        if (_hasBasis)
        {
            OpenBasis();
        }

        return true;
    }

    /// <summary>The name may stand for something else than when it was listed: for a file of somebody else's, which would get the attributes of a directory.</summary>
    private bool TakeDirectory(IContentNode? node, Errno errno, bool isSource)
    {
        if (errno == Errno.None && node!.Kind != EntryKind.Directory)
        {
            node.Dispose();
            errno = Errno.ENOTDIR;
        }

        if (errno == Errno.ENOENT && isSource)
        {
            _result.Notices.Add((TransferNotice.Vanished, _pair.Path.ToArray()));
        }
        else if (errno != Errno.None)
        {
            Fail(TransferAction.Open, isSource, _pair.Path, errno);
        }

        return errno == Errno.None;
    }

    /// <summary>Reads both directories.</summary>
    /// <returns>False if nothing may be done here, since what one of them holds is not known.</returns>
    private bool Load()
    {
        _target.Clear();
        if (!EnterFilters())
        {
            // Which names are kept back is not known.
            return false;
        }

        (Errno errno, Errno listed) = LoadBoth();
        if (errno != Errno.None)
        {
            Fail(TransferAction.List, isSource: false, _pair.Path, errno);
            return false;
        }

        if (listed == Errno.ENOENT)
        {
            // It was removed after it was opened: what it held is no longer known.
            _result.Notices.Add((TransferNotice.Vanished, _pair.Path.ToArray()));
            return false;
        }

        if (listed != Errno.None)
        {
            // What was listed is transferred; nothing is removed any longer, since the rest is not known.
            Fail(TransferAction.List, isSource: true, _pair.Path, listed);
        }

        SelectSource();
        if (listed == Errno.None && _pair.Files is { } files)
        {
            FailMissing(files);
        }

        return true;
    }

    private (Errno Target, Errno Source) LoadBoth()
    {
        if (_pair.IsMissing)
        {
            return (Errno.None, _source.Load(_pair.Source!, _context.Mask, _context.Cancellation));
        }

        if (_pair.Attributes.Size < LargeDirectory || _context.Request.Workers == 1)
        {
            Errno errno = _target.Load(_pair.Target!, _context.Mask, _context.Cancellation);
            return errno != Errno.None ? (errno, Errno.None) : (errno, _source.Load(_pair.Source!, _context.Mask, _context.Cancellation));
        }

        // Nobody else may have anything to do: each side by a thread of its own.
        Errno target = Errno.None;
        ExceptionDispatchInfo? failure = null;
        Thread other = new(LoadTarget) { Name = "fathom-plan-target", IsBackground = true };
        other.Start();
        Errno source;
        try
        {
            source = _source.Load(_pair.Source!, _context.Mask, _context.Cancellation);
        }
        finally
        {
            other.Join();
        }

        failure?.Throw();
        return (target, source);

        void LoadTarget()
        {
            try
            {
                target = _target.Load(_pair.Target!, _context.Mask, _context.Cancellation);
            }
#pragma warning disable CA1031 // A thread's entry point: it is thrown again above.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
        }
    }

    private bool EnterFilters()
    {
        TransferRequest request = _context.Request;
        _pair.SourceFilters = Enter(_pair.Parent?.SourceFilters, _pair.Source!, request.SourcePlace, isSource: true, out bool isGood);
        if (isGood && _context.FindsExtra && !_pair.IsMissing)
        {
            _pair.TargetFilters = Enter(_pair.Parent?.TargetFilters, _pair.Target!, request.TargetPlace, isSource: false, out isGood);
        }

        return isGood;
    }

    private FilterScope Enter(FilterScope? parent, IContentNode directory, FilterRoot place, bool isSource, out bool isGood)
    {
        FilterScope scope;
        FilterProblem? problem;
        if (parent is null)
        {
            scope = _context.Request.Filters.EnterRoot(directory, _pair.Path.Span, place, out problem);
        }
        else
        {
            scope = parent.Enter(directory, _pair.Path.Span, out problem);
        }

        isGood = problem is null;
        if (problem is not null)
        {
            Fail(TransferAction.ReadFilter, isSource, problem.Path, problem.Errno);
        }

        return scope;
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
    private void FailMissing(FileListEntry files)
    {
        foreach (FileListEntry entry in files.Entries)
        {
            if (_source.Find(entry.Name) < 0)
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
