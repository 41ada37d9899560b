using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Fuse;

/// <summary>What the threads of one mount share. Thread-safe.</summary>
internal sealed class Session(IContentTree tree, NodeTable nodes, FuseOptions options, InitNegotiation agreed, SafeFileHandle connection) : IDisposable
{
    private const int MaxNotification = 4096;

    private readonly long _descriptors = Interop.DescriptorLimit();
    private NodeTrimmer? _trimmer;

    internal IContentTree Tree { get; } = tree;

    internal NodeTable Nodes { get; } = nodes;

    internal SlotTable<OpenFile> Files { get; } = new(1);

    internal SlotTable<OpenDirectory> Directories { get; } = new(1);

    internal InitNegotiation Agreed { get; } = agreed;

    internal bool IsExclusive { get; } = options.IsExclusive;

    /// <summary>Whether changes are refused.</summary>
    internal bool IsReadOnly { get; } = options.IsReadOnly;

    /// <summary>New nodes are given to who makes them.</summary>
    internal bool IsRoot { get; } = Interop.EffectiveUser() == 0;

    internal Timeout AttributeTimeout { get; } = new(options.AttributeTimeout);

    internal Timeout EntryTimeout { get; } = new(options.EntryTimeout);

    internal Timeout NegativeTimeout { get; } = new(options.NegativeTimeout);

    /// <summary>Nodes above which listings give the kernel no more of them, and it is asked to let some go.</summary>
    internal int MaxNodes => options.MaxNodes > 0 ? options.MaxNodes : NodeBudget.Of(_descriptors, Files.Count + Directories.Count);

    /// <summary>Notes that a node was given to the kernel, or something was opened.</summary>
    internal void NoteNode() => _trimmer?.Check();

    /// <summary>Writes what a reply says of a node that it names.</summary>
    internal void Describe(FuseNode node, in NodeAttributes attributes, ref EntryOut entry)
    {
        entry.NodeId = node.Id;
        entry.Generation = node.Generation;
        entry.EntryValid = EntryTimeout.Seconds;
        entry.EntryValidNanos = EntryTimeout.Nanos;
        entry.AttrValid = AttributeTimeout.Seconds;
        entry.AttrValidNanos = AttributeTimeout.Nanos;
        AttributeCodec.Write(in attributes, node.Inode, out entry.Attr);
    }

    /// <summary>Begins to keep the number of nodes down.</summary>
    internal void StartTrimming() =>
        _trimmer = new NodeTrimmer(Nodes, () => MaxNodes, (directory, name) => InvalidateEntry(directory, name.Span));

    /// <summary>Makes the kernel forget attributes, and content from an offset on.</summary>
    /// <param name="length">0 for all to the end; -1 for attributes only, with a negative offset.</param>
    /// <returns>ENOENT if the kernel does not have the node.</returns>
    internal Errno InvalidateNode(ulong node, long offset, long length)
    {
        InvalidateNodeOut message = new() { NodeId = node, Offset = offset, Length = length };
        return Notify(ProtocolFlags.FUSE_NOTIFY_INVAL_INODE, MemoryMarshal.AsBytes(new ReadOnlySpan<InvalidateNodeOut>(in message)), default);
    }

    /// <summary>Makes the kernel forget which node a name leads to, or that there is none.</summary>
    /// <returns>ENOENT if the kernel does not have the name.</returns>
    internal Errno InvalidateEntry(ulong directory, ReadOnlySpan<byte> name)
    {
        InvalidateEntryOut message = new() { Parent = directory, NameLength = (uint)name.Length };
        return Notify(ProtocolFlags.FUSE_NOTIFY_INVAL_ENTRY, MemoryMarshal.AsBytes(new ReadOnlySpan<InvalidateEntryOut>(in message)), name);
    }

    /// <summary>Closes and lets go of everything, when no request can come any longer.</summary>
    public void Dispose()
    {
        _trimmer?.Dispose();
        foreach (OpenFile file in Files.RemoveAll())
        {
            file.Content.Dispose();
        }

        foreach (OpenDirectory directory in Directories.RemoveAll())
        {
            directory.Close();
        }

        Nodes.Dispose();
    }

    private unsafe Errno Notify(int code, ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        byte* buffer = stackalloc byte[MaxNotification];
        int length = sizeof(OutHeader) + message.Length + name.Length + (name.IsEmpty ? 0 : 1);
        if (length > MaxNotification)
        {
            return Errno.ENAMETOOLONG;
        }

        *(OutHeader*)buffer = new OutHeader { Length = (uint)length, Error = code };
        Span<byte> rest = new(buffer + sizeof(OutHeader), length - sizeof(OutHeader));
        message.CopyTo(rest);
        name.CopyTo(rest[message.Length..]);
        if (!name.IsEmpty)
        {
            rest[^1] = 0;
        }

        bool isHeld = false;
        try
        {
            connection.DangerousAddRef(ref isHeld);
            return Interop.WriteReply((int)connection.DangerousGetHandle(), buffer, length);
        }
        catch (ObjectDisposedException)
        {
            return Errno.ENODEV;
        }
        finally
        {
            if (isHeld)
            {
                connection.DangerousRelease();
            }
        }
    }
}
