using System.Text;
using Fathom.Tests.Support;

namespace Fathom.Tests.Nfs.Server;

/// <summary>Handles and fileids of a tree: stable, the same for every server of the same tree. Used under the server's lock.</summary>
internal sealed class FakeNodes
{
    private const int IndexAbove = 64;

    private readonly Dictionary<MemoryNode, FakeNode> _byNode = new(ReferenceEqualityComparer.Instance);
    private readonly List<FakeNode> _byId = [];
    private readonly Dictionary<MemoryNode, VirtualDirectory> _virtual = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FakeNode, Dictionary<string, long>> _places = [];

    internal FakeNodes(MemoryNode root)
    {
        Root = Add(null, root);
        Stack<FakeNode> open = new([Root]);
        while (open.TryPop(out FakeNode? node))
        {
            foreach (MemoryNode child in node.Node.Children)
            {
                FakeNode added = NodeOf(node, child);
                if (child.Children.Count > 0 && added.Parent == node)
                {
                    open.Push(added);
                }
            }
        }
    }

    internal FakeNode Root { get; }

    internal void AddVirtual(MemoryNode directory, VirtualDirectory entries) => _virtual[directory] = entries;

    /// <summary>Entries of a directory, without "." and "..".</summary>
    internal long Count(FakeNode directory) =>
        _virtual.TryGetValue(directory.Node, out VirtualDirectory? entries) ? entries.Count : directory.Node.Children.Count;

    /// <summary>An entry by its place in the directory.</summary>
    internal FakeNode Child(FakeNode directory, long place) => _virtual.TryGetValue(directory.Node, out VirtualDirectory? entries)
        ? MakeVirtual(directory, entries, place)
        : NodeOf(directory, directory.Node.Children[(int)place]);

    /// <summary>An entry by its name; null if there is none.</summary>
    internal FakeNode? Find(FakeNode directory, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("."u8))
        {
            return directory;
        }

        if (name.SequenceEqual(".."u8))
        {
            return directory.Parent ?? directory;
        }

        if (Count(directory) > IndexAbove)
        {
            return PlacesOf(directory).TryGetValue(Encoding.Latin1.GetString(name), out long found) ? Child(directory, found) : null;
        }

        for (long place = 0; place < Count(directory); place++)
        {
            FakeNode child = Child(directory, place);
            if (name.SequenceEqual(child.Node.Name))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>The node of a handle; null if this server never gave it.</summary>
    internal FakeNode? Find(ReadOnlySpan<byte> handle)
    {
        if (!FakeNode.TryParse(handle, out ulong id))
        {
            return null;
        }

        if ((id & VirtualDirectory.Mark) == 0)
        {
            return id - 1 < (ulong)_byId.Count ? _byId[(int)id - 1] : null;
        }

        ulong directory = (id & ~VirtualDirectory.Mark) >> VirtualDirectory.NumberBits;
        return directory - 1 < (ulong)_byId.Count
            ? Child(_byId[(int)directory - 1], (long)(id & ((1UL << VirtualDirectory.NumberBits) - 1)))
            : null;
    }

    // Tests change small directories by any means, large ones by adding and removing.
    private Dictionary<string, long> PlacesOf(FakeNode directory)
    {
        long count = Count(directory);
        if (!_places.TryGetValue(directory, out Dictionary<string, long>? places) || places.Count != count)
        {
            places = new((int)count);
            for (long place = 0; place < count; place++)
            {
                places[Encoding.Latin1.GetString(Child(directory, place).Node.Name)] = place;
            }

            _places[directory] = places;
        }

        return places;
    }

    private static FakeNode MakeVirtual(FakeNode directory, VirtualDirectory entries, long place)
    {
        ulong id = VirtualDirectory.Mark | (directory.FileId << VirtualDirectory.NumberBits) | (ulong)place;
        byte[] name = entries.Name(place);
        MemoryNode node = entries.Kind == EntryKind.Directory ? MemoryNode.Directory(name) : MemoryNode.File(name, entries.Size, entries.Kind);
        return new FakeNode(directory, node, id);
    }

    private FakeNode NodeOf(FakeNode parent, MemoryNode node) => _byNode.TryGetValue(node, out FakeNode? known) ? known : Add(parent, node);

    private FakeNode Add(FakeNode? parent, MemoryNode node)
    {
        FakeNode added = new(parent, node, (ulong)_byId.Count + 1);
        _byId.Add(added);
        _byNode.Add(node, added);
        return added;
    }
}
