namespace Fathom.Local;

/// <summary>A directory whose names several workers examine: opened by the first, closed by the last.</summary>
internal sealed class SharedParent(int names)
{
    private readonly Lock _gate = new();
    private int _names = names;
    private bool _isTried;
    private Errno _errno;
    private int _descriptor = Interop.AT_FDCWD;

    /// <summary>The descriptor, good until <see cref="Finish"/>; or why there is none.</summary>
    internal Errno Open(in PathLookup lookup, ReadOnlySpan<byte> path, out int descriptor)
    {
        lock (_gate)
        {
            if (!_isTried)
            {
                _isTried = true;
                _errno = lookup.OpenDirectory(path, out int opened);
                _descriptor = _errno == Errno.None ? opened : Interop.AT_FDCWD;
            }

            descriptor = _descriptor;
            return _errno;
        }
    }

    /// <summary>Counts names that are done.</summary>
    /// <returns>True once all are, and the directory is closed.</returns>
    internal bool Finish(int names)
    {
        lock (_gate)
        {
            _names -= names;
            if (_names == 0)
            {
                PathLookup.Close(_descriptor);
            }

            return _names == 0;
        }
    }
}
