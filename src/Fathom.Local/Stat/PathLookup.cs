namespace Fathom.Local;

/// <summary>Examines nodes by name or by path of any length, with the errnos of lstat(2) or stat(2).</summary>
internal readonly unsafe ref struct PathLookup
{
    // Somebody else in this process may hold the descriptors: worth a short wait, not worth a hang.
    private const int ExhaustedRetries = 200;
    private static readonly TimeSpan s_exhaustedPause = TimeSpan.FromMilliseconds(5);

    private readonly StatMask _mask;
    private readonly int _flags;
    private readonly byte* _scratch;

    /// <param name="scratch">PATH_MAX bytes, for this lookup alone.</param>
    internal PathLookup(StatMask mask, bool followLinks, byte* scratch)
    {
        _mask = mask;
        _flags = Interop.AT_NO_AUTOMOUNT | (followLinks ? 0 : Interop.AT_SYMLINK_NOFOLLOW);
        _scratch = scratch;
    }

    /// <summary>Examines a path; one past PATH_MAX by way of its parent.</summary>
    internal Errno Stat(ReadOnlySpan<byte> path, out Interop.StatxBuffer attributes)
    {
        if (path.Length < Interop.PATH_MAX)
        {
            return StatName(Interop.AT_FDCWD, path, out attributes);
        }

        PathSplit split = PathSplit.Of(path);
        attributes = default;
        int parent = Interop.AT_FDCWD;
        Errno errno = path.Contains((byte)0) ? Errno.EINVAL
            : split.ParentLength == 0 ? Errno.None
            : OpenPatiently(path[..split.ParentLength], out parent);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = StatName(parent, path[split.NameStart..], out attributes);
        Close(parent);
        return errno;
    }

    /// <summary>Examines a name, or a path below PATH_MAX, relative to a directory.</summary>
    internal Errno StatName(int directory, ReadOnlySpan<byte> name, out Interop.StatxBuffer attributes)
    {
        if (name.Length >= Interop.PATH_MAX)
        {
            // Many slashes behind a name mean as much as one.
            name = name[..Math.Min(name.Length, PathSplit.WithoutSlashes(name).Length + 1)];
        }

        Errno errno = Terminate(name);
        if (errno != Errno.None)
        {
            attributes = default;
            return errno;
        }

        return Interop.Statx(directory, _scratch, _flags, _mask, out attributes);
    }

    /// <summary>Opens a directory to look names up in: search permission is asked for when a name is looked up, as in lstat(2).</summary>
    /// <param name="path">Of any length; past PATH_MAX the way goes down in pieces, through two descriptors at most.</param>
    internal Errno OpenDirectory(ReadOnlySpan<byte> path, out int descriptor)
    {
        int at = Interop.AT_FDCWD;
        while (true)
        {
            ReadOnlySpan<byte> piece = path;
            if (path.Length >= Interop.PATH_MAX)
            {
                // A piece without a slash is one name, far too long; the kernel says so when it comes to it.
                int cut = path[..(Interop.PATH_MAX - 1)].LastIndexOf((byte)'/');
                piece = path[..(cut >= 0 ? cut + 1 : Interop.PATH_MAX)];
            }

            Errno errno = Terminate(piece);
            descriptor = -1;
            if (errno == Errno.None)
            {
                errno = Interop.OpenAt(at, _scratch, Interop.O_PATH | Interop.O_DIRECTORY | Interop.O_CLOEXEC, out descriptor);
            }

            Close(at);
            path = path[piece.Length..].TrimStart((byte)'/');
            if (errno != Errno.None || path.IsEmpty)
            {
                return errno;
            }

            at = descriptor;
        }
    }

    /// <summary>Closes a directory; nothing when it is <see cref="Interop.AT_FDCWD"/>.</summary>
    internal static void Close(int directory)
    {
        if (directory != Interop.AT_FDCWD)
        {
            Interop.Close(directory);
        }
    }

    private Errno OpenPatiently(ReadOnlySpan<byte> path, out int descriptor)
    {
        for (int attempt = 0; ; attempt++)
        {
            Errno errno = OpenDirectory(path, out descriptor);
            if (errno is not (Errno.EMFILE or Errno.ENFILE) || attempt == ExhaustedRetries)
            {
                return errno;
            }

            Thread.Sleep(s_exhaustedPause);
        }
    }

    private Errno Terminate(ReadOnlySpan<byte> name)
    {
        if (name.Length >= Interop.PATH_MAX)
        {
            return Errno.ENAMETOOLONG;
        }

        if (name.Contains((byte)0))
        {
            return Errno.EINVAL;
        }

        name.CopyTo(new Span<byte>(_scratch, Interop.PATH_MAX));
        _scratch[name.Length] = 0;
        return Errno.None;
    }
}
