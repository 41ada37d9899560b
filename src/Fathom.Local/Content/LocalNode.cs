using System.Runtime.Versioning;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

// A node is an O_PATH descriptor: it needs no permission on the node, works for any kind, and stays the same node when names change.
// A directory that is opened to be listed is open for reading instead, which saves its first listing a descriptor of its own.
// Names are resolved relative to it with O_NOFOLLOW. What needs more than O_PATH gives (content, listings, extended attributes) goes
// through /proc/self/fd/N, which the kernel resolves to this very node, not by its name.

/// <summary>A held node of this machine.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class LocalNode : IWritableNode
{
    private const int HoldFlags = Interop.O_PATH | Interop.O_CLOEXEC;

    private readonly SafeFileHandle _node;

    // 1: the descriptor is open for reading, and at its beginning.
    private int _isUnread;

    private LocalNode(SafeFileHandle node, EntryKind kind)
    {
        _node = node;
        Kind = kind;
    }

    /// <inheritdoc/>
    public EntryKind Kind { get; }

    // A property: which bit O_NOFOLLOW is depends on the machine.
    private static int HoldNoFollowFlags => HoldFlags | Interop.O_NOFOLLOW;

    /// <summary>Opens a node by path.</summary>
    /// <param name="path">Ends in a NUL.</param>
    /// <param name="follow">A link at its end stands for what it leads to.</param>
    internal static Errno OpenPath(ReadOnlySpan<byte> path, bool follow, out LocalNode? node)
    {
        Errno errno = Interop.OpenPath(path, follow ? HoldFlags : HoldNoFollowFlags, out SafeFileHandle? descriptor);
        return errno == Errno.None ? Hold(descriptor!, StatMask.None, out node, out _) : None(errno, out node);
    }

    /// <summary>Fetches the attributes of what is open.</summary>
    internal static Errno ReadAttributes(SafeFileHandle handle, StatMask mask, out NodeAttributes attributes)
    {
        using BorrowedDescriptor borrowed = new(handle);
        Errno errno = Interop.StatxSelf(borrowed.Value, mask, out Interop.StatxBuffer buffer);
        attributes = errno == Errno.None ? buffer.ToAttributes() : default;
        return errno;
    }

    /// <summary>Asks for the room on the file system of this node.</summary>
    internal Errno ReadSpace(out TreeSpace space) => Interop.ReadSpace(_node, out space);

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => ReadAttributes(_node, mask, out attributes);

    /// <inheritdoc/>
    public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        Errno errno = OpenName(name, mask, out LocalNode? opened, out attributes);
        node = opened;
        return errno;
    }

    /// <inheritdoc/>
    public Errno OpenDirectory(ReadOnlySpan<byte> name, out IContentNode? node)
    {
        node = null;
        Errno errno = LocalName.TakeEntry(name, out LocalName local);
        if (errno != Errno.None)
        {
            return errno;
        }

        int flags = Interop.O_DIRECTORY | Interop.O_NOFOLLOW | Interop.O_CLOEXEC;
        errno = Interop.OpenAt(_node, local.WithNul, flags | Interop.O_RDONLY, 0, out SafeFileHandle? descriptor);
        int isUnread = errno == Errno.None ? 1 : 0;
        if (errno == Errno.EACCES)
        {
            errno = Interop.OpenAt(_node, local.WithNul, flags | Interop.O_PATH, 0, out descriptor);
        }

        node = errno == Errno.None ? new LocalNode(descriptor!, EntryKind.Directory) { _isUnread = isUnread } : null;
        return errno;
    }

    /// <inheritdoc/>
    public Errno OpenFile(ReadOnlySpan<byte> name, StatMask mask, out IContentFile? file, out NodeAttributes attributes)
    {
        file = null;
        attributes = default;
        Errno errno = LocalName.TakeEntry(name, out LocalName local);
        if (errno != Errno.None)
        {
            return errno;
        }

        // Not blocking: the name may stand for a pipe by now.
        int flags = Interop.O_RDONLY | Interop.O_NOFOLLOW | Interop.O_NONBLOCK | Interop.O_CLOEXEC;
        errno = Interop.OpenAt(_node, local.WithNul, flags, 0, out SafeFileHandle? opened);
        if (errno != Errno.None)
        {
            return errno is Errno.ELOOP or Errno.ENXIO ? Errno.EINVAL : errno;
        }

        errno = ReadAttributes(opened!, mask | StatMask.Kind, out attributes);
        errno = errno == Errno.None ? CheckIsFile(attributes.Kind) : errno;
        if (errno != Errno.None)
        {
            opened!.Dispose();
            return errno;
        }

        file = new LocalFile(opened!);
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno OpenFollowed(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        Errno errno = OpenName(name, HoldFlags, mask, out LocalNode? opened, out attributes);
        node = opened;
        return errno;
    }

    /// <inheritdoc/>
    public unsafe Errno ReadTarget(out byte[] target)
    {
        target = [];
        if (Kind != EntryKind.Symlink)
        {
            return Errno.EINVAL;
        }

        Span<byte> buffer = stackalloc byte[Interop.PATH_MAX];
        byte empty = 0;
        using BorrowedDescriptor borrowed = new(_node);
        Errno errno = Interop.ReadLinkAt(borrowed.Value, &empty, buffer, out int length);
        target = buffer[..length].ToArray();
        return errno;
    }

    /// <inheritdoc/>
    public Errno OpenListing(StatMask mask, out IDirectoryListing? listing)
    {
        listing = null;
        if (Kind != EntryKind.Directory)
        {
            return Errno.ENOTDIR;
        }

        if (Interlocked.Exchange(ref _isUnread, 0) == 1)
        {
            listing = new LocalListing(_node, mask & LocalTree.Attributes, isShared: true);
            return Errno.None;
        }

        // By its own name, which takes no detour; who may read a directory and not enter it goes through /proc.
        Errno errno = Interop.OpenAt(_node, ".\0"u8, Interop.O_RDONLY | Interop.O_DIRECTORY | Interop.O_CLOEXEC, 0, out SafeFileHandle? directory);
        if (errno == Errno.EACCES)
        {
            errno = Reopen(Interop.O_RDONLY | Interop.O_DIRECTORY, out directory);
        }

        listing = errno == Errno.None ? new LocalListing(directory!, mask & LocalTree.Attributes, isShared: false) : null;
        return errno;
    }

    /// <inheritdoc/>
    public Errno OpenFile(out IContentFile? file)
    {
        file = null;
        Errno errno = CheckIsFile();
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = Reopen(Interop.O_RDONLY, out SafeFileHandle? opened);
        file = errno == Errno.None ? new LocalFile(opened!) : null;
        return errno;
    }

    /// <inheritdoc/>
    public void Dispose() => _node.Dispose();

    private static Errno None(Errno errno, out LocalNode? node)
    {
        node = null;
        return errno;
    }

    /// <summary>Makes a node of an O_PATH descriptor, which it owns from now on, also if this fails.</summary>
    private static Errno Hold(SafeFileHandle descriptor, StatMask mask, out LocalNode? node, out NodeAttributes attributes)
    {
        Errno errno = ReadAttributes(descriptor, mask | StatMask.Kind, out attributes);
        if (errno != Errno.None)
        {
            descriptor.Dispose();
            return None(errno, out node);
        }

        node = new LocalNode(descriptor, attributes.Kind);
        return Errno.None;
    }

    private Errno OpenName(ReadOnlySpan<byte> name, StatMask mask, out LocalNode? node, out NodeAttributes attributes) =>
        OpenName(name, HoldNoFollowFlags, mask, out node, out attributes);

    private Errno OpenName(ReadOnlySpan<byte> name, int flags, StatMask mask, out LocalNode? node, out NodeAttributes attributes)
    {
        attributes = default;
        Errno errno = LocalName.TakeEntry(name, out LocalName local);
        if (errno != Errno.None)
        {
            return None(errno, out node);
        }

        errno = Interop.OpenAt(_node, local.WithNul, flags, 0, out SafeFileHandle? descriptor);
        return errno == Errno.None ? Hold(descriptor!, mask, out node, out attributes) : None(errno, out node);
    }

    /// <summary>Opens the node for more than O_PATH allows. O_NONBLOCK is not needed: the kind is known, and it is no pipe.</summary>
    private Errno Reopen(int flags, out SafeFileHandle? opened)
    {
        using BorrowedDescriptor borrowed = new(_node);
        return Interop.OpenPath(borrowed.Path(stackalloc byte[BorrowedDescriptor.MaxPath]), flags | Interop.O_CLOEXEC, out opened);
    }

    private Errno CheckIsFile() => CheckIsFile(Kind);

    private static Errno CheckIsFile(EntryKind kind) => kind switch
    {
        EntryKind.File => Errno.None,
        EntryKind.Directory => Errno.EISDIR,
        _ => Errno.EINVAL,
    };
}
