using System.Collections.Concurrent;
using System.Diagnostics;

namespace Fathom.Cli;

/// <summary>Copies nodes of one tree into another: this thread walks, workers copy files. What fails is told and counted, and the
/// rest goes on, unless the target is full.</summary>
internal sealed class CopyRun : IDisposable
{
    private const StatMask Wanted = StatMask.Mode | StatMask.Size | StatMask.Atime | StatMask.Mtime;

    private readonly CopyOptions _options;
    private readonly Message _message;
    private readonly CancellationTokenSource _stop;
    private readonly BlockingCollection<CopyItem> _queue = new(64);
    private readonly List<Thread> _workers = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _files; // Interlocked; read by FormatProgress.
    private long _bytes; // Interlocked; read by FormatProgress.
    private int _errors; // Interlocked; read by HasErrors.
    private int _isFull; // Interlocked; the first worker that meets a full disk tells it. Read by Fail.

    /// <param name="cancellation">Ends the run: files that are not complete are removed and named.</param>
    internal CopyRun(CopyOptions options, Message message, CancellationToken cancellation)
    {
        _options = options;
        _message = message;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>Something was not copied.</summary>
    internal bool HasErrors => Volatile.Read(ref _errors) > 0;

    /// <summary>Copies a node and all below it.</summary>
    /// <param name="source">Disposed in time.</param>
    /// <param name="path">Of the source, raw bytes, for messages.</param>
    /// <param name="directory">Where it goes; stays the caller's until <see cref="Complete"/>.</param>
    /// <param name="name">There; empty to copy what a directory holds into <paramref name="directory"/> itself.</param>
    internal void Copy(IContentNode source, byte[] path, IWritableNode directory, byte[] name)
    {
        Errno errno = source.ReadAttributes(Wanted, out NodeAttributes attributes);
        if (errno != Errno.None)
        {
            source.Dispose();
            Fail(path, errno);
            return;
        }

        CopyDirectory target = new(directory, null, null, path, Fail) { Syncs = _options.Syncs };
        if (name.Length == 0)
        {
            target.Hold();
            Walk(new CopyFrame(source, path, target));
        }
        else
        {
            Add(new CopyItem(source, attributes, path, target, name));
        }

        target.Release();
    }

    /// <summary>Copies a stream into a file.</summary>
    internal void Copy(IContentFile source, byte[] path, IWritableNode directory, byte[] name)
    {
        CopyDirectory target = new(directory, null, null, path, Fail) { Syncs = _options.Syncs };
        CopyItem item = new(null!, default, path, target, name);
        using CopyContent content = new(_options.WritesInAnyOrder, Report, _stop.Token);
        Tell(item.Path, IsKept(item) ? Errno.EEXIST : CopyFile.Copy(item, source, content, _options));
        target.Release();
    }

    /// <summary>Waits until all is copied.</summary>
    internal void Complete()
    {
        _queue.CompleteAdding();
        foreach (Thread worker in _workers)
        {
            worker.Join();
        }
    }

    /// <summary>Files, bytes and rate until now.</summary>
    internal int FormatProgress(Span<byte> line)
    {
        long bytes = Interlocked.Read(ref _bytes);
        double seconds = Math.Max(Stopwatch.GetElapsedTime(_started).TotalSeconds, 0.001);
        string text = $"{Interlocked.Read(ref _files)} copied, {SizeFormat.Human.ToText((ulong)bytes)}, {SizeFormat.Human.ToText((ulong)(bytes / seconds))}/s";
        return System.Text.Encoding.ASCII.GetBytes(text, line);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Complete();
        _queue.Dispose();
        _stop.Dispose();
    }

    private void Add(CopyItem item)
    {
        if (_stop.IsCancellationRequested)
        {
            item.Node.Dispose();
            Tell(item.Path, Errno.EINTR);
        }
        else if (item.Node.Kind != EntryKind.Directory)
        {
            AddFile(item);
        }
        else if (Enter(item) is { } frame)
        {
            Walk(frame);
        }
    }

    private void AddFile(CopyItem item)
    {
        item.Target.Hold();
        if (_workers.Count < _options.Workers)
        {
            Thread worker = new(Work) { Name = "copy", IsBackground = true };
            _workers.Add(worker);
            worker.Start();
        }

        _queue.Add(item);
    }

    /// <summary>Makes the directory that a directory is copied into, or opens the one that is there.</summary>
    /// <returns>Null where that failed, which was told.</returns>
    private CopyFrame? Enter(CopyItem item)
    {
        Errno errno = item.Target.Node.MakeDirectory(item.Name, 0x1C0, out IWritableNode? made);
        bool isNew = errno == Errno.None;
        if (errno == Errno.EEXIST)
        {
            errno = item.Target.Node.OpenWritable(item.Name, out made);
            if (errno == Errno.None && made!.Kind != EntryKind.Directory)
            {
                made.Dispose();
                errno = Errno.ENOTDIR;
            }
        }

        if (errno != Errno.None)
        {
            item.Node.Dispose();
            Tell(item.Path, errno);
            return null;
        }

        return new CopyFrame(item.Node, item.Path, new CopyDirectory(made!, item.Target, isNew ? item.Attributes : null, item.Path, Fail) { Syncs = _options.Syncs });
    }

    // Directories wait by name until those above are listed, and in a stack of their own: a tree may be deeper than the thread's stack,
    // and listings hold descriptors.
    private void Walk(CopyFrame top)
    {
        Stack<CopyFrame> open = new();
        EntryBatch batch = new();
        for (CopyFrame? next = top; ; next = OpenNext(open))
        {
            if (next is not null)
            {
                open.Push(next);
                List(next, batch);
            }

            while (open.TryPeek(out CopyFrame? frame) && (frame.Waiting.Count == 0 || _stop.IsCancellationRequested))
            {
                Tell(frame.Path, _stop.IsCancellationRequested ? Errno.EINTR : Errno.None, isComplete: false);
                open.Pop().Dispose();
            }

            if (open.Count == 0)
            {
                return;
            }
        }
    }

    private CopyFrame? OpenNext(Stack<CopyFrame> open)
    {
        CopyFrame frame = open.Peek();
        byte[] name = frame.Waiting.Pop();
        Errno errno = frame.Source.Open(name, Wanted, out IContentNode? node, out NodeAttributes attributes);
        CopyItem item = new(node!, attributes, PathBytes.Join(frame.Path, name), frame.Target, name);
        if (errno != Errno.None)
        {
            Fail(item.Path, errno);
            return null;
        }

        if (node!.Kind == EntryKind.Directory)
        {
            return Enter(item);
        }

        AddFile(item); // replaced meanwhile
        return null;
    }

    private void List(CopyFrame frame, EntryBatch batch)
    {
        Errno errno = frame.Source.OpenListing(Wanted, out IDirectoryListing? listing);
        using (listing)
        {
            while (errno == Errno.None && !_stop.IsCancellationRequested)
            {
                errno = listing!.Next(batch);
                if (batch.Count == 0)
                {
                    break;
                }

                for (int i = 0; i < batch.Count && !_stop.IsCancellationRequested; i++)
                {
                    AddEntry(frame, batch, i);
                }
            }
        }

        Tell(frame.Path, errno, isComplete: false);
    }

    private void AddEntry(CopyFrame frame, EntryBatch batch, int i)
    {
        byte[] name = batch.Name(i).ToArray();
        byte[] whole = PathBytes.Join(frame.Path, name);
        Errno errno = batch.Errnos(i);
        if (errno == Errno.None && batch.Kinds[i] == EntryKind.Directory)
        {
            frame.Waiting.Push(name);
            return;
        }

        IContentNode? node = null;
        errno = errno == Errno.None ? frame.Source.Open(batch, i, out node) : errno;
        NodeAttributes attributes = default;
        errno = errno == Errno.None ? node!.ReadAttributes(Wanted, out attributes) : errno;
        if (errno != Errno.None)
        {
            node?.Dispose();
            Fail(whole, errno);
        }
        else if (node!.Kind == EntryKind.Directory)
        {
            node.Dispose();
            frame.Waiting.Push(name);
        }
        else
        {
            AddFile(new CopyItem(node, attributes, whole, frame.Target, name));
        }
    }

    private void Work()
    {
        using CopyContent content = new(_options.WritesInAnyOrder, Report, _stop.Token);
        foreach (CopyItem item in _queue.GetConsumingEnumerable())
        {
            using (item.Node)
            {
                Tell(item.Path, _stop.IsCancellationRequested ? Errno.EINTR : Copy(item, content));
            }

            item.Target.Release();
        }
    }

    private Errno Copy(CopyItem item, CopyContent content)
    {
        try
        {
            if (IsKept(item))
            {
                return Errno.EEXIST;
            }

            if (HasSpecial(item))
            {
                return Errno.ENXIO;
            }

            if (item.Node.Kind == EntryKind.Symlink)
            {
                return CopyFile.CopyLink(item, _options);
            }

            if (item.Node.Kind != EntryKind.File)
            {
                return Errno.EOPNOTSUPP;
            }

            Errno errno = item.Node.OpenFile(out IContentFile? source);
            using (source)
            {
                return errno == Errno.None ? CopyFile.Copy(item, source!, content, _options) : errno;
            }
        }
        catch (FathomException lost)
        {
            return lost.Errno;
        }
    }

    // Looked at first, so that nothing is copied in vain; the rename looks again.
    private bool IsKept(CopyItem item)
    {
        if (_options.Replaces)
        {
            return false;
        }

        Errno errno = item.Target.Node.Open(item.Name, out IContentNode? there);
        there?.Dispose();
        return errno == Errno.None;
    }

    // A rename would replace a device, and whoever opened it next would read or fill a file: nothing that was meant.
    private static bool HasSpecial(CopyItem item)
    {
        if (item.Target.IsNew)
        {
            return false;
        }

        Errno errno = item.Target.Node.Open(item.Name, out IContentNode? there);
        using (there)
        {
            return errno == Errno.None && there!.Kind is not (EntryKind.File or EntryKind.Symlink or EntryKind.Directory);
        }
    }

    private void Report(int bytes) => Interlocked.Add(ref _bytes, bytes);

    private void Tell(byte[] path, Errno errno, bool isComplete = true)
    {
        if (errno == Errno.None)
        {
            Interlocked.Add(ref _files, isComplete ? 1 : 0);
        }
        else if (errno != Errno.EEXIST || _options.Replaces)
        {
            Fail(path, errno);
        }
    }

    private void Fail(byte[] path, Errno errno)
    {
        Interlocked.Increment(ref _errors);
        if (errno == Errno.EINTR && Volatile.Read(ref _isFull) != 0)
        {
            return; // what was told says that the run ends
        }

        if (errno is Errno.ENOSPC or Errno.EDQUOT or Errno.EROFS)
        {
            if (Interlocked.Exchange(ref _isFull, 1) == 0)
            {
                _stop.Cancel();
                _message.Write("cannot copy", path, $"{errno.Describe()}; the run ends here, and what is copied stays");
            }

            return;
        }

        string reason = errno switch
        {
            Errno.EINTR => "interrupted",
            Errno.ENXIO => "a device, pipe or socket has this name, and is not replaced",
            Errno.EOPNOTSUPP => "it is neither a file, a directory nor a link",
            Errno.EBADMSG => "it does not authenticate: it was changed, or written by halves",
            _ => errno.Describe(),
        };
        _message.Write(errno == Errno.EINTR ? "not copied, or not all of it:" : "cannot copy", path, reason);
    }
}
