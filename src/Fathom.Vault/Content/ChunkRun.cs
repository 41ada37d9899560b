using System.Runtime.ExceptionServices;

namespace Fathom.Vault;

// The caller and up to three idle threads of the pool take chunks off a counter until none is left:
//
//   _next     the chunk that is taken next
//   _members  1 for the caller and 1 for each thread that joined; who finds 0 comes too late and must not touch the buffers
//
// The caller works too and waits only for who has joined, so a run ends also where the pool has no thread to spare.

/// <summary>Chunks that follow each other, encrypted or decrypted by several threads at once.</summary>
internal sealed unsafe class ChunkRun : IThreadPoolWorkItem
{
    /// <summary>Chunks of a run at most: a mebibyte, which is what one request of a mount has.</summary>
    internal const int MaxChunks = 32;

    // Beyond this the stored file is what takes the time.
    private const int MaxThreads = 4;

    private readonly ChunkCodec _codec;
    private readonly RunKind _kind;
    private readonly long _number;
    private readonly byte* _stored;
    private readonly int _storedLength;
    private readonly byte* _cleartext;
    private readonly int _stride;
    private readonly int _count;
    private int _next;
    private int _members = 1;
    private int _failed = int.MaxValue;
    private ExceptionDispatchInfo? _fault;

    private ChunkRun(ChunkCodec codec, RunKind kind, long number, Buffers buffers)
    {
        CipherLayout layout = codec.Layout;
        (_codec, _kind, _number) = (codec, kind, number);
        _stored = buffers.Stored;
        _storedLength = buffers.StoredLength;
        bool isInPlace = buffers.Cleartext == null;
        _cleartext = isInPlace ? buffers.Stored + layout.NonceLength : buffers.Cleartext;
        _stride = isInPlace ? layout.StoredChunkLength : CipherLayout.ChunkLength;
        _count = CountOf(in layout, buffers.StoredLength);
    }

    private enum RunKind
    {
        Encrypt,
        EncryptZeros,
        Decrypt,
    }

    /// <summary>Length of a run as it is stored.</summary>
    /// <param name="cleartextLength">Of all its chunks, of which only the last may be short.</param>
    internal static int StoredLength(in CipherLayout layout, int cleartextLength)
    {
        (int full, int rest) = Math.DivRem(cleartextLength, CipherLayout.ChunkLength);
        return (full * layout.StoredChunkLength) + (rest > 0 ? rest + layout.ChunkOverhead : 0);
    }

    /// <summary>Chunks of a run of this stored length.</summary>
    internal static int CountOf(in CipherLayout layout, int storedLength) =>
        (storedLength + layout.StoredChunkLength - 1) / layout.StoredChunkLength;

    /// <summary>Encrypts a run, each chunk with a fresh nonce.</summary>
    /// <param name="number">Of its first chunk.</param>
    /// <param name="stored">As long as <see cref="StoredLength"/> says.</param>
    internal static void Encrypt(ChunkCodec codec, long number, ReadOnlySpan<byte> cleartext, Span<byte> stored)
    {
        fixed (byte* source = cleartext, target = stored)
        {
            new ChunkRun(codec, RunKind.Encrypt, number, new Buffers(target, stored.Length, source)).Run();
        }
    }

    /// <summary>Fills a run with encrypted zeros.</summary>
    internal static void EncryptZeros(ChunkCodec codec, long number, Span<byte> stored)
    {
        fixed (byte* target = stored)
        {
            new ChunkRun(codec, RunKind.EncryptZeros, number, new Buffers(target, stored.Length, null)).Run();
        }
    }

    /// <summary>Decrypts a run up to the first chunk that does not authenticate.</summary>
    /// <param name="stored">Full chunks, of which only the last may be short.</param>
    /// <param name="cleartext">Room for all of them. Behind <paramref name="count"/> there may be later chunks, or nothing.</param>
    /// <param name="count">Bytes of the chunks before that one.</param>
    internal static Errno Decrypt(ChunkCodec codec, long number, ReadOnlySpan<byte> stored, Span<byte> cleartext, out int count)
    {
        fixed (byte* source = stored, target = cleartext)
        {
            ChunkRun run = new(codec, RunKind.Decrypt, number, new Buffers(source, stored.Length, target));
            run.Run();
            return run.Finish(out count);
        }
    }

    /// <summary>Decrypts a run where it is, each chunk behind its nonce, and on this thread alone: nobody waits for it yet.</summary>
    /// <param name="count">Bytes of cleartext of the chunks before the first that does not authenticate.</param>
    internal static Errno DecryptInPlace(ChunkCodec codec, long number, Span<byte> stored, out int count)
    {
        fixed (byte* source = stored)
        {
            ChunkRun run = new(codec, RunKind.Decrypt, number, new Buffers(source, stored.Length, null));
            run.Work();
            return run.Finish(out count);
        }
    }

    /// <summary>A thread of the pool that has time.</summary>
    public void Execute()
    {
        if (!TryJoin())
        {
            return;
        }

        try
        {
            Work();
        }
        catch (Exception exception)
        {
            // The caller throws it. Partner: the decrement below, and the caller's read of it.
            _fault = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            Interlocked.Decrement(ref _members);
        }
    }

    private Errno Finish(out int count)
    {
        CipherLayout layout = _codec.Layout;
        bool isWhole = _failed == int.MaxValue;
        count = isWhole ? _storedLength - (_count * layout.ChunkOverhead) : _failed * CipherLayout.ChunkLength;
        return isWhole ? Errno.None : Errno.EBADMSG;
    }

    private void Run()
    {
        // Waking a thread takes as long as a few chunks.
        int threads = Math.Min(Math.Min(Environment.ProcessorCount, MaxThreads), _count / _codec.ChunksPerThread);
        for (int i = 1; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        try
        {
            Work();
        }
        finally
        {
            // Partner: TryJoin and Execute. Who has joined has one chunk to finish at most: not long enough to sleep for, unless the machine
            // is so busy that its thread does not run.
            Interlocked.Decrement(ref _members);
            SpinWait spin = default;
            while (Volatile.Read(ref _members) > 0)
            {
                spin.SpinOnce(sleep1Threshold: 100);
            }
        }

        _fault?.Throw();
    }

    private bool TryJoin()
    {
        int members = Volatile.Read(ref _members);
        while (members > 0)
        {
            // Partner: the decrements. Never from 0, at which the caller has gone.
            int seen = Interlocked.CompareExchange(ref _members, members + 1, members);
            if (seen == members)
            {
                return true;
            }

            members = seen;
        }

        return false;
    }

    private void Work()
    {
        // Each number comes once. Partner: the other members.
        for (int index = Interlocked.Increment(ref _next) - 1; index < _count; index = Interlocked.Increment(ref _next) - 1)
        {
            if (!TryDo(index))
            {
                Fail(index);
            }
        }
    }

    private bool TryDo(int index)
    {
        CipherLayout layout = _codec.Layout;
        int start = index * layout.StoredChunkLength;
        Span<byte> stored = new(_stored + start, Math.Min(_storedLength - start, layout.StoredChunkLength));
        int length = stored.Length - layout.ChunkOverhead;
        if (length < 0)
        {
            return false;
        }

        Span<byte> cleartext = new(_cleartext + ((nint)index * _stride), length);
        switch (_kind)
        {
            case RunKind.Decrypt:
                return _codec.Decrypt(_number + index, stored, cleartext) == Errno.None;
            case RunKind.EncryptZeros:
                cleartext.Clear();
                break;
        }

        _codec.Encrypt(_number + index, cleartext, stored);
        return true;
    }

    private void Fail(int index)
    {
        int known = Volatile.Read(ref _failed);
        while (index < known)
        {
            // The first one counts. Partner: the other members, here.
            int seen = Interlocked.CompareExchange(ref _failed, index, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }

    /// <param name="cleartext">Null where it stands between nonces and tags.</param>
    private readonly ref struct Buffers(byte* stored, int storedLength, byte* cleartext)
    {
        internal readonly byte* Stored = stored;
        internal readonly int StoredLength = storedLength;
        internal readonly byte* Cleartext = cleartext;
    }
}
