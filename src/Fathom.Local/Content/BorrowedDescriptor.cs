using System.Buffers.Text;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>A descriptor that stays open while it is used, whoever disposes its owner meanwhile.</summary>
internal readonly ref struct BorrowedDescriptor : IDisposable
{
    /// <summary>Room for <see cref="Path"/>.</summary>
    internal const int MaxPath = 32;

    private readonly SafeFileHandle _owner;

    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    internal BorrowedDescriptor(SafeFileHandle owner)
    {
        bool isHeld = false;
        owner.DangerousAddRef(ref isHeld);
        _owner = owner;
    }

    internal int Value => (int)_owner.DangerousGetHandle();

    /// <summary>Writes the path that leads to the very node, also if it is a link or has no name any longer: what the kernel does at this link
    /// of /proc is no lookup. With a NUL.</summary>
    internal ReadOnlySpan<byte> Path(Span<byte> buffer)
    {
        ReadOnlySpan<byte> folder = "/proc/self/fd/"u8;
        folder.CopyTo(buffer);
        Utf8Formatter.TryFormat(Value, buffer[folder.Length..], out int digits);
        buffer[folder.Length + digits] = 0;
        return buffer[..(folder.Length + digits + 1)];
    }

    public void Dispose() => _owner.DangerousRelease();
}
