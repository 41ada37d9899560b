using System.Text;

namespace Fathom;

/// <summary>A failure that ends a run: an unreadable root, a full disk, a wrong key. Anything that concerns one entry or
/// one directory is a <see cref="WalkError"/> instead.</summary>
public sealed class FathomException : Exception
{
    private readonly byte[] _path;

    /// <summary>Makes the exception; its message reads "WHAT 'PATH': why".</summary>
    /// <param name="what">What was tried, for example "cannot access".</param>
    /// <param name="path">Raw bytes of the path; copied.</param>
    /// <param name="errno">Why it failed.</param>
    public FathomException(string what, ReadOnlySpan<byte> path, Errno errno)
        : base($"{what} '{Encoding.UTF8.GetString(path)}': {errno.Describe()}")
    {
        What = what;
        _path = path.ToArray();
        Errno = errno;
    }

    /// <summary>What was tried.</summary>
    public string What { get; }

    /// <summary>Raw bytes of the path that it was tried on.</summary>
    public ReadOnlySpan<byte> Path => _path;

    /// <summary>Why it failed.</summary>
    public Errno Errno { get; }

    /// <summary>Trying again later may succeed.</summary>
    public bool IsTransient => Errno is Errno.EAGAIN or Errno.EINTR or Errno.EBUSY or Errno.EMFILE or Errno.ENFILE
        or Errno.ENOMEM or Errno.ETIMEDOUT or Errno.ECONNREFUSED or Errno.ECONNRESET or Errno.EHOSTUNREACH or Errno.ENETUNREACH;
}
