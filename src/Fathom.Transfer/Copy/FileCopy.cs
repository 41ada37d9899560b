namespace Fathom.Transfer;

// source ──▶ temporary name, 0600 ──▶ attributes ──▶ fsync, verify ──▶ backup of the old file ──▶ rename to the name
//            any failure: the temporary is removed, or kept as a partial file; the old file is untouched

/// <summary>One copy on its way.</summary>
internal sealed partial class FileCopy : IDisposable
{
    private readonly CopyTools _tools;
    private readonly DelayedCopies? _delayed;
    private readonly BackupKeeper? _backups;
    private readonly CopyRequest _request;

    private IContentNode? _opened;
    private IContentFile? _source;
    private NodeAttributes _before;
    private IWritableNode? _node;
    private IWritableFile? _file;
    private CopyResult _result;

    // The source was opened by its handle: nobody asked yet whether it is still what was listed.
    private bool _isUnchecked;

    internal FileCopy(CopyTools tools, DelayedCopies? delayed, BackupKeeper? backups, in CopyRequest request)
    {
        _tools = tools;
        _delayed = delayed;
        _backups = backups;
        _request = request;
    }

    /// <summary>What was done so far.</summary>
    internal CopyResult Result => _result;

    private TransferOptions Options => _tools.Options;

    // Extended attributes are those of nodes; without them open files are enough.
    private bool NeedsNode => _tools.Attributes.Scope.IsAny;

    private IContentNode Source => _request.Source ?? _opened!;

    /// <summary>Copies.</summary>
    internal Errno Run()
    {
        try
        {
            Errno errno = OpenSource();
            errno = errno == Errno.None ? OpenTarget() : errno;
            errno = errno == Errno.None ? CopyContent() : errno;
            errno = errno == Errno.None ? Secure() : errno;
            errno = errno == Errno.None ? Complete() : errno;
            if (errno != Errno.None)
            {
                Abandon();
            }

            return errno;
        }
        catch (FathomException)
        {
            // A tree is lost. If it is the source's, the target is cleaned as after any error.
            Abandon();
            throw;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _node?.Dispose();
        _place?.Dispose();
        _source?.Dispose();
        _opened?.Dispose();
    }

    private Errno Fail(TransferAction action, bool isSource, Errno errno)
    {
        if (errno != Errno.None)
        {
            _result = _result with { Action = action, IsSource = isSource };
        }

        return errno;
    }

    private Errno OpenSource()
    {
        if (!_request.SourceHandle.IsEmpty && _request.SourceDirectory!.Open(new NodeHandle(_request.SourceHandle.Span), EntryKind.File, out _opened) == Errno.None)
        {
            // Its listing told what it is; what it is by now comes with its content.
            (_before, _isUnchecked) = (_request.Expected, true);
            return Fail(TransferAction.Open, isSource: true, _opened!.OpenFile(out _source));
        }

        return OpenSourceByName();
    }

    private Errno OpenSourceByName()
    {
        const StatMask Mask = StatMask.Kind | StatMask.Size | StatMask.Mtime | StatMask.Inode | StatMask.Device;
        Errno errno = _request.Source is { } held
            ? held.ReadAttributes(Mask, out _before)
            : NeedsNode
            ? _request.SourceDirectory!.Open(_request.SourceName.Span, Mask, out _opened, out _before)
            : _request.SourceDirectory!.OpenFile(_request.SourceName.Span, Mask, out _source, out _before);
        if (_source is null && errno is Errno.EINVAL or Errno.EISDIR)
        {
            // It was a file when it was listed.
            errno = Errno.ESTALE;
        }

        if (errno == Errno.None && !IsExpected())
        {
            errno = Errno.ESTALE;
        }

        errno = errno == Errno.None && _source is null ? Source.OpenFile(out _source) : errno;
        return Fail(TransferAction.Open, isSource: true, errno);
    }

    private bool IsExpected()
    {
        NodeId expected = _request.Expected.Id;
        return _before.Kind == EntryKind.File && (!expected.IsKnown || !_before.Id.IsKnown || expected == _before.Id);
    }

    private Errno CopyContent()
    {
        Errno errno = CopyContent(_oldLength);
        bool isOther = errno == Errno.None ? !_result.IsStable : errno == Errno.ESTALE && _result.IsSource;
        if (!_isUnchecked || !isOther)
        {
            return errno;
        }

        // Changed, or replaced, since it was listed: what has the name now is copied, if it is the same node.
        _isUnchecked = false;
        _source!.Dispose();
        _opened!.Dispose();
        (_source, _opened) = (null, null);
        errno = OpenSourceByName();
        return errno == Errno.None ? CopyContent(Math.Max(_oldLength, _result.Bytes)) : errno;
    }

    private Errno CopyContent(long oldLength)
    {
        ContentCopy content = new(_tools, _source!, _file!, _request.Cancellation);
        Errno errno = content.Run(_before.Size, oldLength, (_before.Device, _request.TargetDevice));
        _result = _result with { Bytes = content.Copied, Method = content.Method };
        if (errno != Errno.None)
        {
            return Fail(content.IsSourceError ? TransferAction.Read : TransferAction.Write, content.IsSourceError, errno);
        }

        NodeAttributes after = default;
        if (content.After is { } known)
        {
            after = known;
        }
        else
        {
            errno = _source!.ReadAttributes(StatMask.Size | StatMask.Mtime, out after);
        }

        _result = _result with { IsStable = errno == Errno.None && after.Size == _before.Size && after.Mtime == _before.Mtime };
        return Errno.None;
    }

    private Errno GiveAttributes(in WantedAttributes wanted) =>
        _node is null ? AttributeSetter.Set(_file!, in wanted) : _tools.Attributes.Set(_node, in wanted, NeedsNode ? Source : null);

    // Attributes that cannot be set do not lose the content: the error is told beside.
    private Errno Secure()
    {
        _result = _result with { AttributesErrno = GiveAttributes(_request.Wanted) };
        if (Options.Sync)
        {
            Errno errno = Fail(TransferAction.Write, isSource: false, _file!.Sync(isDataOnly: false));
            if (errno != Errno.None)
            {
                return errno;
            }
        }

        if (!Options.Verify)
        {
            return Errno.None;
        }

        CopyCheck check = new(_source!, _file!, _request.Cancellation);
        return Fail(TransferAction.Verify, isSource: false, check.Run(_result.Bytes));
    }
}
