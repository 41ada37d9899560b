namespace Fathom.Tests.Vault.Support;

/// <summary>A stored file on a disk that is full, or fails.</summary>
internal sealed class FaultyFile(IWritableFile file) : IWritableFile
{
    /// <summary>The file cannot be longer than this: what is there can be written over, and behind it there is no room.</summary>
    public long MaxSize { get; set; } = long.MaxValue;

    /// <summary>What every read ends with.</summary>
    public Errno ReadError { get; set; }

    /// <summary>What cutting ends with.</summary>
    public Errno LengthError { get; set; }

    /// <summary>Bytes that can still be written, before all writes are errors.</summary>
    public long WritesLeft { get; set; } = long.MaxValue;

    /// <summary>Called after each write.</summary>
    public Action? Written { get; set; }

    public Errno Read(long offset, Span<byte> buffer, out int read)
    {
        read = 0;
        return ReadError == Errno.None ? file.Read(offset, buffer, out read) : ReadError;
    }

    public Errno Write(long offset, ReadOnlySpan<byte> data, out int written)
    {
        int room = (int)Math.Clamp(Math.Min(MaxSize - offset, WritesLeft), 0, data.Length);
        Errno full = WritesLeft < data.Length ? Errno.EIO : Errno.ENOSPC;
        WritesLeft -= WritesLeft == long.MaxValue ? 0 : room;
        Errno errno = file.Write(offset, data[..room], out written);
        Written?.Invoke();
        return errno == Errno.None && room < data.Length ? full : errno;
    }

    public Errno SetLength(long length) => LengthError == Errno.None ? file.SetLength(length) : LengthError;

    public Errno Sync(bool isDataOnly) => file.Sync(isDataOnly);

    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => file.ReadAttributes(mask, out attributes);

    public void Dispose() => file.Dispose();
}
