namespace Fathom.Transfer;

/// <content>Runs of zeros, which become holes.</content>
internal sealed partial class ContentCopy
{
    // What a file system can leave out.
    private const int BlockSize = 4096;

    private bool _skippedEnd;
    private long _dataEnd;

    /// <summary>Goes to the next byte that the source may have something at: its holes are not read.</summary>
    private Errno SkipHole(long length, long oldLength)
    {
        if (!tools.Options.Sparse || Copied < Math.Max(_dataEnd, oldLength))
        {
            return Errno.None;
        }

        Errno errno = source.FindData(Copied, out long start, out long end);
        if (errno != Errno.None)
        {
            // It can be read all the same.
            _dataEnd = long.MaxValue;
            return Errno.None;
        }

        start = start == end ? length : Math.Min(start, length);
        _dataEnd = end;
        if (start > Copied)
        {
            tools.Progress.Add(start - Copied);
            Copied = start;
            _skippedEnd = true;
        }

        return Errno.None;
    }

    /// <summary>Where what is to be read next ends.</summary>
    private long DataEnd(long length, long oldLength) => tools.Options.Sparse ? Math.Min(length, Math.Max(_dataEnd, oldLength)) : length;

    /// <summary>Writes all but whole blocks of zeros.</summary>
    private Errno WriteSparse(ReadOnlySpan<byte> data, long oldLength)
    {
        int begin = 0;
        int at = 0;
        while (at < data.Length)
        {
            // Blocks of the file, wherever the data begins.
            int block = (int)Math.Min(data.Length - at, BlockSize - ((Copied + at) % BlockSize));
            if (Copied + at >= oldLength && !data.Slice(at, block).ContainsAnyExcept((byte)0))
            {
                Errno errno = WriteAt(Copied + begin, data[begin..at]);
                if (errno != Errno.None)
                {
                    return errno;
                }

                begin = at + block;
                _skippedEnd = true;
            }

            at += block;
        }

        _skippedEnd &= begin == data.Length || data.IsEmpty;
        return WriteAt(Copied + begin, data[begin..]);
    }
}
