namespace Fathom.Tests.Transfer.Copy;

/// <summary>A file of a source to which something happens while it is read.</summary>
internal sealed class WatchedNode(IContentNode node, WatchedNode.Watcher read) : IContentNode
{
    /// <summary>Is given what was read, and where, and may change it.</summary>
    internal delegate void Watcher(long offset, Span<byte> buffer);

    /// <summary>Bytes from here on cannot be read.</summary>
    internal long FailsFrom { get; init; } = long.MaxValue;

    public EntryKind Kind => node.Kind;

    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => node.ReadAttributes(mask, out attributes);

    public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? opened, out NodeAttributes attributes) =>
        node.Open(name, mask, out opened, out attributes);

    public Errno ReadTarget(out byte[] target) => node.ReadTarget(out target);

    public Errno OpenListing(StatMask mask, out IDirectoryListing? listing) => node.OpenListing(mask, out listing);

    public Errno OpenFile(out IContentFile? file)
    {
        Errno errno = node.OpenFile(out IContentFile? opened);
        file = opened is null ? null : new WatchedFile(opened, read, FailsFrom);
        return errno;
    }

    public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length) => node.ReadXattr(name, value, out length);

    public Errno ListXattrs(Span<byte> names, out int length) => node.ListXattrs(names, out length);

    public void Dispose() => node.Dispose();

    private sealed class WatchedFile(IContentFile file, Watcher read, long failsFrom) : IContentFile
    {
        public Errno Read(long offset, Span<byte> buffer, out int count)
        {
            int room = (int)Math.Clamp(failsFrom - offset, 0, buffer.Length);
            Errno errno = file.Read(offset, buffer[..room], out count);
            read(offset, buffer[..count]);
            return errno == Errno.None && room < buffer.Length ? Errno.EIO : errno;
        }

        public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => file.ReadAttributes(mask, out attributes);

        public void Dispose() => file.Dispose();
    }
}
