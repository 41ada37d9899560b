using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Fathom.Local;

/// <summary>A name with the NUL behind it that system calls want, on the stack.</summary>
internal ref struct LocalName
{
    // NAME_MAX is 255, but what FUSE serves may have names of 1024 bytes (FUSE_NAME_MAX, fs/fuse/fuse_i.h).
    private const int MaxLength = 1024;

    private Storage _bytes;
    private int _length;

    /// <summary>The name and a NUL.</summary>
    [UnscopedRef]
    internal readonly ReadOnlySpan<byte> WithNul => ((ReadOnlySpan<byte>)_bytes)[..(_length + 1)];

    /// <summary>Takes the name of an entry.</summary>
    /// <returns>EINVAL for what is no name, ENAMETOOLONG.</returns>
    internal static Errno TakeEntry(ReadOnlySpan<byte> name, out LocalName taken)
    {
        Errno errno = EntryName.Check(name);
        return errno == Errno.None ? Take(name, out taken) : None(errno, out taken);
    }

    /// <summary>Takes the name of an extended attribute.</summary>
    /// <returns>EINVAL for what is no name, ENAMETOOLONG.</returns>
    internal static Errno TakeXattr(ReadOnlySpan<byte> name, out LocalName taken) =>
        name.IsEmpty || name.Contains((byte)0) ? None(Errno.EINVAL, out taken) : Take(name, out taken);

    private static Errno Take(ReadOnlySpan<byte> name, out LocalName taken)
    {
        if (name.Length > MaxLength)
        {
            return None(Errno.ENAMETOOLONG, out taken);
        }

        taken = default;
        name.CopyTo(taken._bytes);
        taken._length = name.Length;
        return Errno.None;
    }

    private static Errno None(Errno errno, out LocalName taken)
    {
        taken = default;
        return errno;
    }

    [InlineArray(MaxLength + 1)]
    private struct Storage
    {
        private byte _first;
    }
}
