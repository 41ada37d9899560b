using System.Collections.Concurrent;
using System.Text;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;

namespace Fathom.Tests.Conformance;

/// <summary>A tree that every <see cref="ITree"/> is tried on: described in memory, and made on disk on demand.</summary>
public sealed class Corpus : IDisposable
{
    /// <summary>Levels of "deep": a path of 5,000 levels is longer than PATH_MAX.</summary>
    public const int DeepLevels = 5_000;

    /// <summary>Files of "flat", beside a few directories.</summary>
    public const int FlatFiles = 60_000;

    private const UnixFileMode Everything = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly ConcurrentDictionary<string, Corpus> s_shared = new();

    private readonly Lock _lock = new();
    private readonly List<(string Name, string Existing)> _hardLinks = [];
    private readonly Dictionary<string, UnixFileMode> _modes = [];
    private TempFolder? _folder;
    private bool _isShared;

    private Corpus(string name, params MemoryNode[] entries)
    {
        Name = name;
        Root = MemoryNode.Directory("tree", entries);
    }

    /// <summary>Names of all corpora.</summary>
    public static IReadOnlyList<string> Names { get; } = ["basic", "links", "loops", "deep", "hostile-names", "flat"];

    /// <summary>As in the document of style.</summary>
    public string Name { get; }

    /// <summary>All of it; the root is named "tree".</summary>
    public MemoryNode Root { get; }

    /// <summary>A corpus by its name, made once for all tests: none may change it.</summary>
    public static Corpus Of(string name) => s_shared.GetOrAdd(name, static name =>
    {
        Corpus corpus = Make(name);
        corpus._isShared = true;
        return corpus;
    });

    /// <summary>Removes what was made on disk for all tests.</summary>
    public static void DisposeShared()
    {
        foreach (Corpus corpus in s_shared.Values)
        {
            corpus._folder?.Dispose();
        }

        s_shared.Clear();
    }

    /// <summary>A corpus by its name, for one test alone.</summary>
    public static Corpus Make(string name) => name switch
    {
        "basic" => Basic(),
        "links" => Links(),
        "loops" => Loops(),
        "deep" => Deep(),
        "hostile-names" => HostileNames(),
        "flat" => Flat(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>Files of many sizes, empty directories, all kinds that need no privilege, hard links, odd modes.</summary>
    private static Corpus Basic()
    {
        Corpus corpus = new(
            "basic",
            MemoryNode.File("empty"),
            MemoryNode.File("one", 1),
            MemoryNode.File("block", 4096),
            MemoryNode.File("more", 4097),
            MemoryNode.File("sparse", 5L << 30),
            MemoryNode.File("linked", 100),
            MemoryNode.File("linked again", 100),
            MemoryNode.File("pipe", 0, EntryKind.Fifo),
            MemoryNode.Directory("none"),
            MemoryNode.Directory(
                "a",
                MemoryNode.File("x", 10),
                MemoryNode.Directory("b", MemoryNode.File("y", 20), MemoryNode.Directory("c", MemoryNode.File("z", 30)))),
            MemoryNode.Directory("sticky", MemoryNode.File("suid", 3)),
            MemoryNode.Directory(".hidden", MemoryNode.File(".file", 7)));
        corpus._hardLinks.Add(("linked again", "linked"));
        corpus._modes.Add("sticky", UnixFileMode.StickyBit | Everything | Group | Others);
        corpus._modes.Add("sticky/suid", UnixFileMode.SetUser | Everything);
        return corpus;
    }

    /// <summary>Symbolic links to files, to directories, to nothing, and a long one.</summary>
    private static Corpus Links()
    {
        MemoryNode file = MemoryNode.File("file", 1234);
        MemoryNode inside = MemoryNode.File("inside", 5);
        MemoryNode directory = MemoryNode.Directory("directory", inside);
        MemoryNode toDirectory = MemoryNode.Link("to-directory", "directory", directory);
        return new Corpus(
            "links",
            file,
            directory,
            toDirectory,
            MemoryNode.Link("to-file", "file", file),
            MemoryNode.Link("through", "to-directory/inside", inside),
            MemoryNode.Link("dangling", "no/such/file", null),
            MemoryNode.Link("not-a-directory", "file/x", null),
            MemoryNode.Link("long", new string('l', 200) + "/" + new string('m', 200), null),
            MemoryNode.Link(Bytes("raw"), [.. Bytes("no-text-"), 0xff], null));
    }

    /// <summary>Symbolic links that lead back, and links that lead to each other.</summary>
    private static Corpus Loops()
    {
        Corpus corpus = new(
            "loops",
            MemoryNode.Link("round", "round", null),
            MemoryNode.Link("ping", "pong", null),
            MemoryNode.Link("pong", "ping", null));
        MemoryNode a = MemoryNode.Directory("a", MemoryNode.File("file", 9));
        MemoryNode b = MemoryNode.Directory("b");
        b.Children.Add(MemoryNode.Link("to-root", "../..", corpus.Root));
        b.Children.Add(MemoryNode.Link("here", ".", b));
        a.Children.Add(b);
        a.Children.Add(MemoryNode.Link("up", "..", corpus.Root));
        corpus.Root.Children.Add(a);
        return corpus;
    }

    /// <summary>A chain of directories with a file at each thousandth level.</summary>
    private static Corpus Deep()
    {
        MemoryNode directory = MemoryNode.Directory("d", MemoryNode.File("bottom", 1));
        for (int level = DeepLevels - 1; level > 0; level--)
        {
            directory = MemoryNode.Directory("d", directory);
            if (level % 1000 == 0)
            {
                directory.Children.Insert(0, MemoryNode.File("file", level));
            }
        }

        return new Corpus("deep", directory);
    }

    /// <summary>Names that shells, terminals and decoders trip over.</summary>
    private static Corpus HostileNames()
    {
        string[] texts =
        [
            "a\nb", "\n", "-rf", "--", " ", " lead", "trail ", "tab\t", "'", "\"", "back\\slash", "*", "?", "[a]", "$(x)", "`x`", "%s%n",
            "...", "..a", "~", "#", ";", "&", "\u00fc", "u\u0308", "\u202egnp.exe", "\U0001F600", "\u0001\u001b[31m", new string('n', 255), "\uFFFD",
        ];
        MemoryNode[] entries =
        [
            .. texts.Select(static text => MemoryNode.File(text, 1)),
            MemoryNode.File([(byte)'x', 0xff], 2),
            MemoryNode.File([(byte)'y', 0xc3, 0x28, (byte)'\n'], 3),
            MemoryNode.Directory([(byte)'d', 0xfe, 0x80], MemoryNode.File("inside", 4)),
            MemoryNode.Directory("dir\nectory", MemoryNode.File([(byte)'z', 0xed, 0xa0, 0x80], 5), MemoryNode.File("fine", 6)),
        ];
        return new Corpus("hostile-names", entries);
    }

    /// <summary>One directory of many files, among them a few directories.</summary>
    private static Corpus Flat()
    {
        IEnumerable<MemoryNode> files = Enumerable.Range(0, FlatFiles).Select(static i => MemoryNode.File($"file-{i:D6}", i % 7));
        IEnumerable<MemoryNode> directories = Enumerable.Range(0, 10).Select(static i => MemoryNode.Directory($"dir-{i}", MemoryNode.File("f", i)));
        return new Corpus("flat", [.. files, .. directories]);
    }

    /// <summary>A directory that only root may list, and one that only root may search, each with a file.</summary>
    public static Corpus Unreadable()
    {
        Corpus corpus = new(
            "unreadable",
            MemoryNode.Directory("closed", MemoryNode.File("hidden", 1)),
            MemoryNode.Directory("unsearchable", MemoryNode.File("named", 2)),
            MemoryNode.Directory("open", MemoryNode.File("seen", 3)));
        corpus._modes.Add("closed", Everything);
        corpus._modes.Add("unsearchable", Everything | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return corpus;
    }

    /// <summary>What a tree of the test's own holds.</summary>
    public static Corpus Custom(params MemoryNode[] entries) => new("custom", entries);

    /// <summary>Makes the corpus on disk, once.</summary>
    /// <returns>The absolute path of its root.</returns>
    public string Materialize()
    {
        lock (_lock)
        {
            if (_folder is null)
            {
                TempFolder folder = new(CorpusStore.Folder);
                Create(folder.Path);
                _folder = folder;
            }

            return _folder.At("tree");
        }
    }

    /// <summary>Paths below the root, as Latin-1 text, with their nodes; the root is the empty path.</summary>
    public Dictionary<string, MemoryNode> Paths()
    {
        Dictionary<string, MemoryNode> paths = [];
        Stack<(string Path, MemoryNode Node)> open = new([("", Root)]);
        while (open.TryPop(out (string Path, MemoryNode Node) current))
        {
            paths.Add(current.Path, current.Node);
            foreach (MemoryNode child in current.Node.Children)
            {
                open.Push((current.Path + (current.Path.Length > 0 ? "/" : "") + Encoding.Latin1.GetString(child.Name), child));
            }
        }

        return paths;
    }

    /// <summary>Removes what was made on disk, unless other tests share it.</summary>
    public void Dispose()
    {
        if (!_isShared)
        {
            _folder?.Dispose();
        }
    }

    // A directory is closed before the last one below it is filled: a chain of any length needs two descriptors.
    private void Create(string folder)
    {
        Stack<(int Parent, MemoryNode Node, string Path, bool IsLast)> open = new();
        int top = RawFiles.OpenDirectory(Bytes(folder));
        RawFiles.MakeDirectoryAt(top, Root.Name);
        open.Push((top, Root, "", true));
        while (open.TryPop(out (int Parent, MemoryNode Node, string Path, bool IsLast) current))
        {
            int directory = RawFiles.OpenDirectoryAt(current.Parent, current.Node.Name);
            if (current.Path.Length > 0 && _modes.TryGetValue(current.Path, out UnixFileMode mode))
            {
                RawFiles.ChangeModeAt(current.Parent, current.Node.Name, (uint)mode);
            }

            if (current.IsLast)
            {
                RawFiles.CloseDirectory(current.Parent);
            }

            CreateEntries(directory, current.Node, current.Path);
            bool isLast = true;
            foreach (MemoryNode child in current.Node.Children.Where(static child => child.Kind == EntryKind.Directory))
            {
                open.Push((directory, child, PathOf(current.Path, child), isLast));
                isLast = false;
            }

            if (isLast)
            {
                RawFiles.CloseDirectory(directory);
            }
        }
    }

    private void CreateEntries(int directory, MemoryNode parent, string path)
    {
        foreach (MemoryNode node in parent.Children)
        {
            string own = PathOf(path, node);
            string? existing = _hardLinks.Find(link => link.Name == own).Existing;
            if (existing is not null)
            {
                RawFiles.MakeHardLinkAt(directory, Bytes(existing), node.Name);
                continue;
            }

            CreateNode(directory, node);
            if (node.Kind == EntryKind.File && _modes.TryGetValue(own, out UnixFileMode mode))
            {
                RawFiles.ChangeModeAt(directory, node.Name, (uint)mode);
            }
        }
    }

    private static void CreateNode(int directory, MemoryNode node)
    {
        switch (node.Kind)
        {
            case EntryKind.Directory:
                RawFiles.MakeDirectoryAt(directory, node.Name);
                break;
            case EntryKind.Symlink:
                RawFiles.MakeLinkAt(node.Target, directory, node.Name);
                break;
            case EntryKind.Fifo:
                RawFiles.MakeFifoAt(directory, node.Name);
                break;
            default:
                RawFiles.MakeFileAt(directory, node.Name, node.Size);
                break;
        }
    }

    private static string PathOf(string parent, MemoryNode node) =>
        parent + (parent.Length > 0 ? "/" : "") + Encoding.Latin1.GetString(node.Name);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
