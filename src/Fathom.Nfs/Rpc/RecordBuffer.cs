using System.Buffers.Binary;

namespace Fathom.Nfs;

/// <summary>Joins a stream of bytes into records.</summary>
/// <remarks>
/// RFC 5531, section 11. A record is one or more fragments, each after a mark of 4 bytes. Fragments are joined where they lie: every byte is
/// moved at most once for that, however small the fragments are.
/// <code>
///   0        _start    _joined        _scan         _end      capacity
///   │ used up │ record  │ marks, gone  │ unparsed    │ room    │
/// </code>
/// The record handed out last is not touched before the next <see cref="Room"/>.
/// </remarks>
internal sealed class RecordBuffer(int maxRecord)
{
    private const int InitialSize = 256 * 1024;
    private const int CheapMove = 4 * 1024;

    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(InitialSize);
    private int _start;
    private int _joined;
    private int _scan;
    private int _end;
    private int _fragmentLeft;
    private bool _isLast;
    private bool _isComplete;
    private int _marks;

    /// <summary>Bytes that the complete record took on the wire, marks included.</summary>
    internal int WireLength => _joined - _start + (_marks * RpcHeader.MarkSize);

    /// <summary>The size of the buffer.</summary>
    internal int Capacity => _bytes.Length;

    /// <summary>Forgets everything: a new connection begins.</summary>
    internal void Clear()
    {
        _start = _joined = _scan = _end = 0;
        BeginRecord();
    }

    /// <summary>Where the next bytes of the stream go; never empty. Ends the validity of every record.</summary>
    internal Span<byte> Room()
    {
        // What is missing of the fragment is known to be within the limit here: TryTake has refused longer ones.
        int wanted = Math.Max(_fragmentLeft - (_end - _scan), 0) + RpcHeader.MarkSize;
        if (_bytes.Length - _end < wanted || _joined - _start + _end - _scan <= CheapMove)
        {
            Compact();
        }

        if (_bytes.Length - _end < wanted)
        {
            // Room beyond the record, so that what follows comes with the same system call.
            byte[] larger = GC.AllocateUninitializedArray<byte>(_end + wanted + InitialSize);
            _bytes.AsSpan(0, _end).CopyTo(larger);
            _bytes = larger;
        }

        return _bytes.AsSpan(_end);
    }

    /// <summary>Says that <paramref name="count"/> bytes were put into <see cref="Room"/>.</summary>
    internal void Add(int count) => _end += count;

    /// <summary>Gives the record that <see cref="Consume"/> has not consumed yet.</summary>
    /// <returns><see cref="RecordStatus.Broken"/> if a record is longer than the limit; the stream is of no use then.</returns>
    internal RecordStatus TryTake(out ReadOnlySpan<byte> record)
    {
        record = default;
        while (!_isComplete)
        {
            if (_fragmentLeft == 0 && !TryReadMark(out bool isTooLong))
            {
                return isTooLong ? RecordStatus.Broken : RecordStatus.Partial;
            }

            Join();
            if (_fragmentLeft > 0)
            {
                return RecordStatus.Partial;
            }

            _isComplete = _isLast;
        }

        record = _bytes.AsSpan(_start, _joined - _start);
        return RecordStatus.Complete;
    }

    /// <summary>Goes on to the next record.</summary>
    internal void Consume()
    {
        _start = _joined = _scan;
        BeginRecord();
    }

    private void BeginRecord()
    {
        _fragmentLeft = 0;
        _isLast = false;
        _isComplete = false;
        _marks = 0;
    }

    private bool TryReadMark(out bool isTooLong)
    {
        isTooLong = false;
        if (_end - _scan < RpcHeader.MarkSize)
        {
            return false;
        }

        uint mark = BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(_scan));
        uint length = mark & ~RpcHeader.LastFragment;
        if (length > (uint)(maxRecord - (_joined - _start)))
        {
            isTooLong = true;
            return false;
        }

        _isLast = mark != length;
        _fragmentLeft = (int)length;
        _scan += RpcHeader.MarkSize;
        if (_marks++ == 0)
        {
            _start = _joined = _scan;
        }

        return true;
    }

    /// <summary>Appends what is there of the fragment to the record.</summary>
    private void Join()
    {
        int count = Math.Min(_fragmentLeft, _end - _scan);
        if (_joined != _scan)
        {
            _bytes.AsSpan(_scan, count).CopyTo(_bytes.AsSpan(_joined));
        }

        _joined += count;
        _scan += count;
        _fragmentLeft -= count;
    }

    /// <summary>Moves what is still needed to the front, and the unparsed bytes up to the record.</summary>
    private void Compact()
    {
        int record = _joined - _start;
        int unparsed = _end - _scan;
        _bytes.AsSpan(_start, record).CopyTo(_bytes);
        _bytes.AsSpan(_scan, unparsed).CopyTo(_bytes.AsSpan(record));
        _start = 0;
        _joined = _scan = record;
        _end = record + unparsed;
    }
}
