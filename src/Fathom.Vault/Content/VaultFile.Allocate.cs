namespace Fathom.Vault;

/// <content>Taking room.</content>
internal sealed partial class VaultFile
{
    /// <inheritdoc/>
    /// <remarks>Chunks of zeros are stored for bytes that the file grows by; behind its end it is room for ciphertext that is taken.</remarks>
    public Errno Allocate(long offset, long length, bool keepsSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (_writable is null)
        {
            return Errno.EBADF;
        }

        if (length > long.MaxValue - offset)
        {
            return Errno.EFBIG;
        }

        Errno errno = ContentSize.ToStored(_tree.Layout, offset + length, out long stored);
        errno = errno == Errno.None ? ReadAttributes(StatMask.Size, out NodeAttributes attributes) : Fail(errno, out attributes);
        if (errno != Errno.None || offset + length <= attributes.Size)
        {
            return errno;
        }

        return keepsSize ? _writable.Allocate(0, stored, keepsSize: true) : SetLength(offset + length);
    }

    private static Errno Fail(Errno errno, out NodeAttributes attributes)
    {
        attributes = default;
        return errno;
    }
}
