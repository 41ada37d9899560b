using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Key material outside of the managed heap: in pages that are kept out of swap and of core dumps, zeroed before it is given back.
/// The garbage collector neither copies nor moves it.</summary>
/// <remarks>A finalizer frees it too. A span of it must not outlive it: who takes <see cref="Span"/> keeps the object alive.</remarks>
internal sealed unsafe class SecretBytes : SafeHandle
{
    private readonly nuint _mapped;

    /// <summary>Takes zeroed memory.</summary>
    /// <param name="length">1 byte to 1 MiB.</param>
    /// <exception cref="InsufficientMemoryException">The system has no memory left.</exception>
    internal SecretBytes(int length)
        : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 20);
        Length = length;
        if (!OperatingSystem.IsLinux())
        {
            SetHandle((nint)NativeMemory.AllocZeroed((nuint)length));
            return;
        }

        bool isLocked;
        bool isOutOfDumps;
        if (length <= SecretSlots.SlotLength)
        {
            SetHandle(SecretSlots.Rent(out isLocked, out isOutOfDumps));
        }
        else
        {
            nuint page = (nuint)Environment.SystemPageSize;
            _mapped = ((nuint)length + page - 1) / page * page;
            SetHandle(Map(_mapped, out isLocked, out isOutOfDumps));
        }

        IsLocked = isLocked;
        IsOutOfDumps = isOutOfDumps;
    }

    /// <summary>Takes a copy of <paramref name="source"/>, which the caller clears.</summary>
    internal SecretBytes(ReadOnlySpan<byte> source)
        : this(source.Length) => source.CopyTo(Span);

    /// <summary>Usable bytes.</summary>
    internal int Length { get; }

    /// <summary>The pages stay in memory and out of swap.</summary>
    internal bool IsLocked { get; }

    /// <summary>The pages are left out of core dumps.</summary>
    internal bool IsOutOfDumps { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The bytes.</summary>
    /// <exception cref="ObjectDisposedException">They were freed.</exception>
    internal Span<byte> Span => new(Pointer, Length);

    /// <summary>The first byte, at least 16-byte aligned.</summary>
    /// <exception cref="ObjectDisposedException">They were freed.</exception>
    internal byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (byte*)handle;
        }
    }

    /// <summary>Maps zeroed pages; both protections may fail, the first for RLIMIT_MEMLOCK. A vault that opens without them is better
    /// than one that does not open.</summary>
    /// <exception cref="InsufficientMemoryException">The system has no memory left.</exception>
    internal static nint Map(nuint length, out bool isLocked, out bool isOutOfDumps)
    {
        if (Interop.MapMemory(length, out nint address) != Errno.None)
        {
            throw new InsufficientMemoryException("cannot map memory for a key: the system has none left");
        }

        isLocked = Interop.TryLockMemory(address, length);
        isOutOfDumps = Interop.TryExcludeFromDump(address, length);
        return address;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        CryptographicOperations.ZeroMemory(new Span<byte>((void*)handle, Length));
        if (_mapped != 0)
        {
            Interop.UnmapMemory(handle, _mapped);
        }
        else if (OperatingSystem.IsLinux())
        {
            SecretSlots.Return(handle);
        }
        else
        {
            NativeMemory.Free((void*)handle);
        }

        return true;
    }
}
