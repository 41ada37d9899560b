using System.Buffers;

namespace Fathom.Nfs;

/// <summary>A piece of a file that is read, or on its way.</summary>
internal sealed class ReadBlock : IDisposable
{
    private readonly byte[] _buffer;

    internal ReadBlock(long offset, int length)
    {
        Offset = offset;
        Length = length;
        _buffer = ArrayPool<byte>.Shared.Rent(length);
    }

    internal long Offset { get; }

    /// <summary>Bytes asked for.</summary>
    internal int Length { get; }

    /// <summary>Bytes that are there.</summary>
    internal int Filled { get; private set; }

    /// <summary>Of the READ that is on its way for what is missing.</summary>
    internal int Tag { get; set; }

    /// <summary>The file ends with the bytes that are there.</summary>
    internal bool IsEnd { get; private set; }

    /// <summary>Why the bytes after those that are there cannot be read.</summary>
    internal Errno Errno { get; set; }

    internal bool IsComplete => IsEnd || Errno != Errno.None || Filled == Length;

    /// <summary>Where the block ends if the file does not.</summary>
    internal long End => Offset + Length;

    /// <summary>The bytes from a position of the file on, as far as they are there.</summary>
    internal ReadOnlySpan<byte> From(long position) => _buffer.AsSpan(0, Filled)[(int)Math.Min(position - Offset, Filled)..];

    /// <summary>Takes the answer to the READ of what is missing.</summary>
    internal void Take(Errno errno, XdrReader result)
    {
        Errno = errno;
        if (errno == Errno.None)
        {
            Errno = ReadResult.Decode(ref result, Length - Filled, out ReadResult answer);
            answer.Data.CopyTo(_buffer.AsSpan(Filled));
            Filled += answer.Data.Length;
            IsEnd = answer.IsEnd && Errno == Errno.None;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
