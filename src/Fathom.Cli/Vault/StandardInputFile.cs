namespace Fathom.Cli;

/// <summary>Standard input as a file that is read from its beginning to its end, once.</summary>
/// <param name="cancellation">Ends the wait for bytes; the read is EINTR then.</param>
internal sealed class StandardInputFile(CancellationToken cancellation) : IContentFile
{
    private const int PatienceMilliseconds = 100;

    /// <inheritdoc/>
    public Errno Read(long offset, Span<byte> buffer, out int read)
    {
        read = 0;
        while (read < buffer.Length)
        {
            if (cancellation.IsCancellationRequested)
            {
                return Errno.EINTR;
            }

            if (!Interop.WaitReadable(SecretInput.StandardInput, PatienceMilliseconds))
            {
                continue;
            }

            int errno = Interop.Read(SecretInput.StandardInput, buffer[read..], out int count);
            if (errno is not (0 or Interop.EINTR or Interop.EAGAIN))
            {
                return (Errno)errno;
            }
            else if (errno == 0 && count == 0)
            {
                break;
            }

            read += count;
        }

        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes)
    {
        attributes = default;
        return Errno.None;
    }

    /// <summary>Nothing: the descriptor is the process's.</summary>
    public void Dispose()
    {
    }
}
