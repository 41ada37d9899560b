using System.Text;

namespace Fathom.Tests.Support;

/// <summary>A node of a <see cref="MemoryTree"/>.</summary>
public sealed class MemoryNode
{
    private MemoryNode(byte[] name, EntryKind kind) => (Name, Kind) = (name, kind);

    /// <summary>Raw bytes.</summary>
    public byte[] Name { get; }

    /// <summary>What it is.</summary>
    public EntryKind Kind { get; }

    /// <summary>Apparent size, bytes.</summary>
    public long Size { get; init; }

    /// <summary>Given by the tree.</summary>
    public ulong Inode { get; internal set; }

    /// <summary>The file system that the node is on.</summary>
    public ulong Device { get; set; } = 1;

    /// <summary>Of a symbolic link, as written.</summary>
    public byte[] Target { get; init; } = [];

    /// <summary>Of a symbolic link, the node that it leads to; null when it dangles.</summary>
    public MemoryNode? LinkTo { get; set; }

    /// <summary>Entries of a directory, in the order of its listing.</summary>
    public List<MemoryNode> Children { get; } = [];

    /// <summary>Why the directory cannot be opened.</summary>
    public Errno OpenError { get; set; }

    /// <summary>Why the listing fails with its last batch.</summary>
    public Errno ListError { get; set; }

    /// <summary>Why the attributes cannot be fetched.</summary>
    public Errno StatError { get; set; }

    /// <summary>Makes a directory.</summary>
    public static MemoryNode Directory(string name, params MemoryNode[] children) =>
        Directory(Encoding.UTF8.GetBytes(name), children);

    /// <summary>Makes a directory.</summary>
    public static MemoryNode Directory(byte[] name, params MemoryNode[] children)
    {
        MemoryNode directory = new(name, EntryKind.Directory) { Size = 4096 };
        directory.Children.AddRange(children);
        return directory;
    }

    /// <summary>Makes a file, or a node of another kind that has no entries.</summary>
    public static MemoryNode File(string name, long size = 0, EntryKind kind = EntryKind.File) =>
        File(Encoding.UTF8.GetBytes(name), size, kind);

    /// <summary>Makes a file, or a node of another kind that has no entries.</summary>
    public static MemoryNode File(byte[] name, long size = 0, EntryKind kind = EntryKind.File) => new(name, kind) { Size = size };

    /// <summary>Makes a symbolic link.</summary>
    /// <param name="linkTo">What it leads to; null makes it dangle.</param>
    public static MemoryNode Link(string name, string target, MemoryNode? linkTo) =>
        Link(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(target), linkTo);

    /// <summary>Makes a symbolic link.</summary>
    /// <param name="linkTo">What it leads to; null makes it dangle.</param>
    public static MemoryNode Link(byte[] name, byte[] target, MemoryNode? linkTo) =>
        new(name, EntryKind.Symlink) { Target = target, Size = target.Length, LinkTo = linkTo };

    /// <summary>A tree of directories and files, the same for the same seed.</summary>
    /// <param name="entries">About how many.</param>
    public static MemoryNode Generate(int seed, int entries)
    {
        Random random = new(seed);
        MemoryNode root = Directory("root");
        List<MemoryNode> directories = [root];
        for (int i = 0; i < entries; i++)
        {
            // Now wide, now deep.
            int from = random.Next(4) == 0 ? 0 : Math.Max(0, directories.Count - 8);
            MemoryNode parent = directories[random.Next(from, directories.Count)];
            if (random.Next(5) == 0)
            {
                MemoryNode child = Directory($"d{i}");
                directories.Add(child);
                parent.Children.Add(child);
            }
            else
            {
                parent.Children.Add(File($"f{i}", random.Next(100_000)));
            }
        }

        return root;
    }
}
