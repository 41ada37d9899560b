namespace Fathom.Fuse;

// The kernel counts references: each reply that names a node (LOOKUP, CREATE, MKNOD, MKDIR, SYMLINK, LINK, an entry of READDIRPLUS)
// adds one, FORGET takes n away, and at 0 the number may be used for another node.
//
//   by id:   SlotTable, without a lock, for every request      by (device, inode): 64 dictionaries, each with a lock,
//                                                               for replies that name a node and for FORGET
//
// A held node keeps its inode in use, so no other node can have the same key meanwhile. That is not so where the number is not that of
// what is held: a directory of a vault has the number of the node that names it, and is its content. So one that was removed may be
// met again as another node, and gives its place in the table to that.

/// <summary>The nodes that the kernel refers to. Thread-safe.</summary>
internal sealed class NodeTable
{
    private const int StripeCount = 64;

    // Bits that say on which other device than the root's a node is, so that two nodes do not look like one.
    private const int DeviceShift = 48;

    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, StripeCount).Select(_ => new Stripe())];
    private readonly SlotTable<FuseNode> _slots = new((uint)ProtocolFlags.RootId);
    private readonly ulong _rootDevice;
    private ulong _generation;

    /// <param name="root">Held until <see cref="Dispose"/>: the kernel never looks it up nor forgets it.</param>
    internal NodeTable(IContentNode root, in NodeAttributes attributes)
    {
        _rootDevice = attributes.Device;
        Root = new FuseNode(root, attributes.Id, attributes.Inode) { Lookups = 1 };
        Root.Id = _slots.Add(Root);
        StripeOf(Root.Key).Nodes.Add(Root.Key, Root);
    }

    /// <summary>The root, number 1.</summary>
    internal FuseNode Root { get; }

    /// <summary>Nodes that are held, with the root.</summary>
    internal int Count => _slots.Count;

    /// <summary>References given to the kernel, and those that it gave back.</summary>
    internal (long Given, long Forgotten) Balance
    {
        get
        {
            (long given, long forgotten) = (0, 0);
            foreach (Stripe stripe in _stripes)
            {
                lock (stripe.Lock)
                {
                    given += stripe.Given;
                    forgotten += stripe.Forgotten;
                }
            }

            return (given, forgotten);
        }
    }

    /// <summary>Greater than every number of a node.</summary>
    internal ulong EndOfIds => _slots.End;

    /// <summary>The node of a number; null if the kernel was never given it.</summary>
    internal FuseNode? Find(ulong id) => _slots.Find(id);

    /// <summary>The node of the tree, if the kernel knows it.</summary>
    internal FuseNode? Find(NodeId key)
    {
        Stripe stripe = StripeOf(key);
        lock (stripe.Lock)
        {
            return stripe.Nodes.GetValueOrDefault(key);
        }
    }

    /// <summary>Counts a reference to a node that was just opened.</summary>
    /// <param name="content">The table's from now on: disposed at once if the node is held already.</param>
    /// <param name="parent">The directory in which it was found, under <paramref name="name"/>.</param>
    internal FuseNode Refer(IContentNode content, in NodeAttributes attributes, FuseNode parent, ReadOnlySpan<byte> name)
    {
        NodeId key = attributes.Inode != 0 ? attributes.Id : new NodeId(attributes.Device, NameHash(parent.Inode, name));
        Stripe stripe = StripeOf(key);
        FuseNode? node;
        bool isHeld;
        lock (stripe.Lock)
        {
            isHeld = stripe.Nodes.TryGetValue(key, out node) && IsStill(node, content.Kind, attributes.Links);
            if (!isHeld)
            {
                node = new FuseNode(content, key, ShownInode(key))
                {
                    Generation = Interlocked.Increment(ref _generation),
                    HasHadNames = attributes.Links != 0,
                };
                node.Id = _slots.Add(node);
                stripe.Nodes[key] = node;
            }

            node!.Lookups++;
            stripe.Given++;
            if (node.Place is null || node.Place.Directory != parent.Id || !name.SequenceEqual(node.Place.Name))
            {
                node.Place = node == Root ? null : new NodePlace(parent.Id, name.ToArray());
            }

            if (node.Content.Kind == EntryKind.Directory)
            {
                node.ParentInode = parent.Inode;
            }
        }

        if (isHeld)
        {
            content.Dispose();
        }

        return node;
    }

    /// <summary>Counts a further reference to a node that has at least one.</summary>
    internal void ReferAgain(FuseNode node)
    {
        Stripe stripe = StripeOf(node.Key);
        lock (stripe.Lock)
        {
            node.Lookups++;
            stripe.Given++;
        }
    }

    /// <summary>Takes references away; the node is let go with the last one.</summary>
    internal void Forget(ulong id, ulong lookups)
    {
        FuseNode? node = _slots.Find(id);
        if (node is null || id == ProtocolFlags.RootId)
        {
            return;
        }

        Stripe stripe = StripeOf(node.Key);
        bool isLast;
        lock (stripe.Lock)
        {
            // More than it has, or one that is gone already, would let another node of the same key go.
            lookups = Math.Min(lookups, node.Lookups);
            node.Lookups -= lookups;
            stripe.Forgotten += (long)lookups;
            isLast = lookups != 0 && node.Lookups == 0;
            if (isLast)
            {
                _slots.Remove(id);
                if (stripe.Nodes.GetValueOrDefault(node.Key) == node)
                {
                    stripe.Nodes.Remove(node.Key);
                }
            }
        }

        if (isLast)
        {
            node.Content.Dispose();
        }
    }

    /// <summary>Lets all nodes go, when no request can come any longer.</summary>
    internal void Dispose()
    {
        foreach (FuseNode node in _slots.RemoveAll())
        {
            node.Content.Dispose();
        }
    }

    /// <param name="links">Of what has its number now; not every tree tells.</param>
    private static bool IsStill(FuseNode node, EntryKind kind, uint links) => node.Content.Kind == kind
        && (kind != EntryKind.Directory || links == 0
            || node.Content.ReadAttributes(StatMask.Links, out NodeAttributes held) != Errno.None || held.Links != 0);

    private static ulong NameHash(ulong parent, ReadOnlySpan<byte> name)
    {
        // FNV-1a, 64 bits: for trees without node numbers, the same name has the same number during the mount.
        ulong hash = 14695981039346656037 ^ parent;
        foreach (byte value in name)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return Math.Max(hash, 2);
    }

    private ulong ShownInode(NodeId key) => key.Inode ^ ((key.Device ^ _rootDevice) << DeviceShift);

    private Stripe StripeOf(NodeId key) => _stripes[(key.Inode ^ (key.Inode >> 16)) % StripeCount];

    private sealed class Stripe
    {
        internal Lock Lock { get; } = new();

        internal Dictionary<NodeId, FuseNode> Nodes { get; } = [];

        internal long Given { get; set; }

        internal long Forgotten { get; set; }
    }
}
