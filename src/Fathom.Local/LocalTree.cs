using System.Runtime.Versioning;
using System.Text;

namespace Fathom.Local;

/// <summary>A directory tree of this machine, through raw Linux system calls: names are bytes, depth and path length are
/// unlimited, descriptors are bounded by RLIMIT_NOFILE.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class LocalTree : IWritableTree
{
    // The standard streams, the runtime's own, and room for the caller's.
    private const int ReservedDescriptors = 32;

    private readonly byte[] _root;
    private readonly LocalTreeOptions _options;

    private LocalTree(byte[] rootWithNul, LocalTreeOptions options, int descriptors)
    {
        _root = rootWithNul;
        _options = options;
        DescriptorBudget = Math.Max(8, descriptors - ReservedDescriptors);
        // Few descriptors go to few readers: what keeps a deep and bushy tree fast is descriptors kept on the way up, not threads.
        Traits = new TreeTraits { Attributes = Attributes, MaxReaders = Math.Max(1, DescriptorBudget / 16) };
    }

    /// <inheritdoc/>
    public TreeTraits Traits { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> RootName => _root.AsSpan(0, _root.Length - 1);

    internal ReadOnlySpan<byte> RootNameWithNul => _root;

    internal bool FollowRoot => _options.FollowRoot;

    internal int DescriptorBudget { get; }

    /// <summary>Opens the tree below a path; see <see cref="Open(ReadOnlySpan{byte}, LocalTreeOptions?)"/>.</summary>
    public static LocalTree Open(string path, LocalTreeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Open(Encoding.UTF8.GetBytes(path), options);
    }

    /// <summary>Opens the tree below a path.</summary>
    /// <param name="path">Raw bytes, absolute or relative to the current directory; a directory or any other node. Two or
    /// more slashes at its end count as one.</param>
    /// <exception cref="FathomException">The path does not exist or cannot be examined.</exception>
    public static LocalTree Open(ReadOnlySpan<byte> path, LocalTreeOptions? options = null) =>
        Open(path, options ?? LocalTreeOptions.Default, Interop.DescriptorLimit());

    /// <summary>Opens the tree below a path for a process that may have so many descriptors.</summary>
    internal static LocalTree Open(ReadOnlySpan<byte> path, LocalTreeOptions options, int descriptors)
    {
        while (path.Length > 1 && path[^1] == '/' && path[^2] == '/')
        {
            path = path[..^1];
        }

        if (path.IsEmpty || path.Contains((byte)0))
        {
            throw new FathomException("cannot access", path, path.IsEmpty ? Errno.ENOENT : Errno.EINVAL);
        }

        byte[] root = new byte[path.Length + 1];
        path.CopyTo(root);
        LocalTree tree = new(root, options, descriptors);
        Errno errno = tree.StatRoot(StatMask.Kind, out _, out _);
        return errno == Errno.None ? tree : throw new FathomException("cannot access", path, errno);
    }

    /// <summary>Raises this process's soft limit of descriptors to its hard one, so that fewer directories have to be
    /// reopened. For programs, once at their start; trees that are open already do not notice.</summary>
    public static void RaiseDescriptorLimit() => Interop.RaiseDescriptorLimit();

    /// <inheritdoc/>
    public Errno ReadRoot(StatMask mask, EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear(null);
        Errno errno = StatRoot(mask, out Interop.StatxBuffer attributes, out bool followed);
        if (errno != Errno.None)
        {
            return errno;
        }

        int index = batch.AddName(RootName, attributes.Kind, attributes.Inode);
        new EntryColumns(batch, mask).Store(index, attributes.ToAttributes());
        batch.Filled = mask;
        if (followed)
        {
            batch.MarkFollowed(index);
        }

        if ((mask & StatMask.Target) != 0 && attributes.Kind == EntryKind.Symlink)
        {
            AttributeReader.ReadTarget(batch, index, Interop.AT_FDCWD);
        }

        return Errno.None;
    }

    /// <inheritdoc/>
    public ITreeReader OpenReader(ReaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new LocalReader(this, options);
    }

    /// <summary>Nothing: descriptors belong to the readers.</summary>
    public void Dispose()
    {
    }

    private unsafe Errno StatRoot(StatMask mask, out Interop.StatxBuffer attributes, out bool followed)
    {
        fixed (byte* path = _root)
        {
            followed = false;
            Errno errno = Interop.Statx(
                Interop.AT_FDCWD, path, Interop.AT_NO_AUTOMOUNT | Interop.AT_SYMLINK_NOFOLLOW, mask, out attributes);
            if (errno != Errno.None || !FollowRoot || attributes.Kind != EntryKind.Symlink)
            {
                return errno;
            }

            followed = true;
            return Interop.Statx(Interop.AT_FDCWD, path, Interop.AT_NO_AUTOMOUNT, mask, out attributes);
        }
    }
}
