namespace Fathom.Transfer;

/// <summary>Compares the content of two files. Keeps its buffers; one a thread.</summary>
internal sealed class ContentComparer
{
    private const int BlockSize = 256 * 1024;

    private readonly byte[] _one = new byte[BlockSize];
    private readonly byte[] _other = new byte[BlockSize];

    /// <summary>Compares a file of the source with the one of the same name in another directory.</summary>
    /// <param name="isFollowed">The name is a link in the source, and stands for what it leads to.</param>
    /// <param name="areEqual">They have the same bytes.</param>
    /// <param name="isSource">The error is one of the source.</param>
    internal Errno Compare(
        IContentNode source, ReadOnlySpan<byte> name, bool isFollowed, IContentNode target, CancellationToken cancellation, out bool areEqual, out bool isSource)
    {
        areEqual = false;
        isSource = true;
        Errno errno = isFollowed ? source.OpenFollowed(name, StatMask.None, out IContentNode? one, out _) : source.Open(name, out one);
        using (one)
        {
            if (errno != Errno.None || (errno = one!.OpenFile(out IContentFile? oneFile)) != Errno.None)
            {
                return errno;
            }

            using (oneFile)
            {
                isSource = false;
                errno = target.Open(name, out IContentNode? other);
                using (other)
                {
                    if (errno != Errno.None || (errno = other!.OpenFile(out IContentFile? otherFile)) != Errno.None)
                    {
                        return errno;
                    }

                    using (otherFile)
                    {
                        return Compare(oneFile!, otherFile!, cancellation, out areEqual, out isSource);
                    }
                }
            }
        }
    }

    private Errno Compare(IContentFile one, IContentFile other, CancellationToken cancellation, out bool areEqual, out bool isSource)
    {
        areEqual = false;
        for (long offset = 0; ; offset += BlockSize)
        {
            cancellation.ThrowIfCancellationRequested();
            isSource = true;
            Errno errno = one.Read(offset, _one, out int length);
            if (errno != Errno.None)
            {
                return errno;
            }

            isSource = false;
            errno = other.Read(offset, _other, out int otherLength);
            if (errno != Errno.None)
            {
                return errno;
            }

            if (!_one.AsSpan(0, length).SequenceEqual(_other.AsSpan(0, otherLength)))
            {
                return Errno.None;
            }

            if (length < BlockSize)
            {
                areEqual = true;
                return Errno.None;
            }
        }
    }
}
