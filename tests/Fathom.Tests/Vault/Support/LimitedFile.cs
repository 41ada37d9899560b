namespace Fathom.Tests.Vault.Support;

/// <summary>A file of a <see cref="LimitedTree"/>.</summary>
internal sealed class LimitedFile(IWritableFile file, CiphertextLimits limits) : IWritableFile
{
    public Errno Read(long offset, Span<byte> buffer, out int read) => file.Read(offset, buffer, out read);

    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => file.ReadAttributes(mask, out attributes);

    public Errno Write(long offset, ReadOnlySpan<byte> data, out int written)
    {
        written = 0;
        Errno errno = limits.Take();
        int half = limits.HalfWritten is null ? 0 : data.Length / 2;
        errno = errno == Errno.None && half > 0 ? file.Write(offset, data[..half], out _) : errno;
        limits.HalfWritten?.Invoke();
        errno = errno == Errno.None ? file.Write(offset + half, data[half..], out written) : errno;
        written += half;
        return errno;
    }

    public Errno SetLength(long length)
    {
        Errno errno = limits.Take();
        return errno == Errno.None ? file.SetLength(length) : errno;
    }

    public Errno Sync(bool isDataOnly) => file.Sync(isDataOnly);

    public void Dispose() => file.Dispose();
}
