using System.Text;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>What every tree must do. A tree derives a class, and says what it cannot do by nature.</summary>
public abstract class TreeConformance
{
    public static TheoryData<string, int> CorporaAndWorkers
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string corpus in Corpus.Names)
            {
                data.Add(corpus, 1);
                data.Add(corpus, 4);
            }

            return data;
        }
    }

    /// <summary>Names may be any bytes.</summary>
    protected virtual bool TakesAnyName => true;

    /// <summary>Paths may be longer than PATH_MAX.</summary>
    protected virtual bool TakesAnyDepth => true;

    /// <summary>Pipes, sockets and devices are known from files.</summary>
    protected virtual bool TellsSpecialFiles => true;

    /// <summary>Opens the tree of a corpus.</summary>
    protected abstract ITree Open(Corpus corpus);

    [Theory]
    [MemberData(nameof(CorporaAndWorkers))]
    public void Every_entry_comes_once_with_its_kind_size_and_target(string name, int workers)
    {
        using Corpus corpus = Corpus.Of(name);
        using ITree tree = Open(corpus);
        RecordingSink sink = new(StatMask.Kind | StatMask.Size | StatMask.Target);

        WalkSummary summary = Run(tree, new WalkOptions { Workers = workers }, sink);

        Dictionary<string, MemoryNode> expected = Expected(corpus);
        Dictionary<string, Recorded> found = ByRelativePath(tree, sink);
        AssertSameKeys(expected, found);
        foreach ((string path, MemoryNode node) in expected)
        {
            // Of an entry in the last directory that fits, the path does not fit.
            if (TakesAnyDepth || found[path].Errno != Errno.ENAMETOOLONG)
            {
                AssertSame(tree, node, found[path]);
            }
        }

        Assert.Equal(expected.Count, summary.Entries);
        AssertSound(sink);
        if (TakesAnyName && TakesAnyDepth)
        {
            Assert.Empty(sink.Errors);
        }
    }

    [Theory]
    [MemberData(nameof(CorporaAndWorkers))]
    public void A_listing_without_attributes_names_the_same_entries(string name, int workers)
    {
        using Corpus corpus = Corpus.Of(name);
        using ITree tree = Open(corpus);
        RecordingSink sink = new(StatMask.None);

        Run(tree, new WalkOptions { Workers = workers }, sink);

        Dictionary<string, Recorded> found = ByRelativePath(tree, sink);
        Dictionary<string, MemoryNode> expected = Expected(corpus);
        AssertSameKeys(expected, found);
        Assert.All(
            found.Where(static pair => pair.Value.Errno == Errno.None),
            pair => Assert.Equal(KindOf(expected[pair.Key]), pair.Value.Kind));
        AssertSound(sink);
    }

    [Fact]
    public void A_chain_of_5000_levels_is_walked_or_ends_in_one_error()
    {
        using Corpus corpus = Corpus.Of("deep");
        using ITree tree = Open(corpus);
        RecordingSink sink = new();

        WalkSummary summary = Run(tree, WalkOptions.Default, sink);

        if (TakesAnyDepth)
        {
            Assert.Equal(Corpus.DeepLevels + 1, summary.Directories);
            Assert.Empty(sink.Errors);
        }
        else
        {
            Assert.Equal(Errno.ENAMETOOLONG, Assert.Single(sink.Errors).Errno);
            Assert.InRange(summary.Directories, 1_000, Corpus.DeepLevels);
        }
    }

    [Fact]
    public void Links_that_lead_back_are_errors_when_links_are_followed()
    {
        using Corpus corpus = Corpus.Of("loops");
        using ITree tree = Open(corpus);
        WalkOptions options = new() { FollowLinks = true, Workers = 2 };
        if (!tree.Traits.HasNodeIds || !tree.Traits.CanFollowLinks)
        {
            Assert.Throws<ArgumentException>(() => new Walker(tree, options));
            return;
        }

        foreach (StatMask wanted in new[] { StatMask.None, StatMask.Size, StatMask.Basic })
        {
            RecordingSink sink = new(wanted);

            Run(tree, options, sink);

            Dictionary<string, Recorded> found = ByRelativePath(tree, sink);
            Assert.Equal(Expected(corpus).Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(
                ["a/b/here", "a/b/to-root", "a/up"],
                Errors(tree, sink).Where(static error => error.Stage == WalkStage.Loop).Select(static error => error.Path).Order());
            Assert.All(sink.Errors, static error => Assert.Equal(Errno.ELOOP, error.Errno));

            // Links in a circle lead nowhere, so they stand for themselves.
            Assert.Equal(EntryKind.Symlink, found["round"].Kind);
            Assert.False(found["ping"].IsFollowedLink);
            AssertSound(sink);
        }
    }

    [Fact]
    public void Followed_links_show_what_they_lead_to_and_dangling_ones_show_themselves()
    {
        using Corpus corpus = Corpus.Of("links");
        using ITree tree = Open(corpus);
        if (!tree.Traits.HasNodeIds || !tree.Traits.CanFollowLinks)
        {
            return;
        }

        foreach (StatMask wanted in new[] { StatMask.None, StatMask.Size })
        {
            RecordingSink sink = new(wanted);

            Run(tree, new WalkOptions { FollowLinks = true }, sink);

            Dictionary<string, Recorded> found = ByRelativePath(tree, sink);
            Assert.Equal(EntryKind.Directory, found["to-directory"].Kind);
            Assert.True(found["to-directory"].IsFollowedLink);
            Assert.Contains("to-directory/inside", found.Keys);
            Assert.Equal(EntryKind.File, found["to-file"].Kind);
            Assert.Equal(wanted == StatMask.None ? 0 : 1234, found["to-file"].Size);
            Assert.Equal(wanted == StatMask.None ? 0 : 5, found["through"].Size);
            Assert.Equal(EntryKind.Symlink, found["dangling"].Kind);
            Assert.Equal(EntryKind.Symlink, found["not-a-directory"].Kind);
            Assert.Empty(sink.Errors);
            AssertSound(sink);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Depth_is_limited(int depth)
    {
        using Corpus corpus = Corpus.Of("basic");
        using ITree tree = Open(corpus);
        RecordingSink sink = new();

        Run(tree, new WalkOptions { MaxDepth = depth }, sink);

        IEnumerable<string> expected = corpus.Paths().Keys.Where(path => (path.Length == 0 ? 0 : path.Count(static c => c == '/') + 1) <= depth);
        Assert.Equal(expected.Order(StringComparer.Ordinal), ByRelativePath(tree, sink).Keys.Order(StringComparer.Ordinal));
        AssertSound(sink);
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("flat")]
    public void Filtered_names_are_neither_delivered_nor_entered(string name)
    {
        using Corpus corpus = Corpus.Of(name);
        using ITree tree = Open(corpus);
        RecordingSink sink = new();
        ExcludeFilter filter = new(["b"u8.ToArray(), "*[05]"u8.ToArray(), "dir-*"u8.ToArray(), ".hid*/.file"u8.ToArray()]);

        WalkSummary summary = Run(tree, new WalkOptions { Filter = filter }, sink);

        Dictionary<string, MemoryNode> all = corpus.Paths();
        string[] expected = [.. all.Keys.Where(path => path.Length == 0 || !IsExcludedBelow(filter, path)).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, ByRelativePath(tree, sink).Keys.Order(StringComparer.Ordinal));
        Assert.InRange(summary.Dropped, 1, all.Count - expected.Length);
        AssertSound(sink);
    }

    [Fact]
    public void A_window_of_one_serves_the_newest_request_first_and_every_request_ends()
    {
        using Corpus corpus = Corpus.Custom(
            MemoryNode.Directory("a", MemoryNode.File("x")), MemoryNode.Directory("b", MemoryNode.File("y")), MemoryNode.Directory("c"));
        using ITree tree = Open(corpus);
        using ITreeReader reader = tree.OpenReader(new ReaderOptions { Stat = StatMask.Size });
        EntryBatch batch = new();
        Assert.Equal(Errno.None, tree.ReadRoot(StatMask.Size, batch));
        DirectoryNode root = Node(null, batch, 0);
        List<DirectoryNode> children = [];
        Serve(reader, [root], entries => children.AddRange(Enumerable.Range(0, entries.Count).Select(i => Node(root, entries, i))));

        Dictionary<string, int> names = [];
        List<DirectoryNode> ended = Serve(reader, children, entries =>
        {
            string name = RecordingSink.Text(entries.Directory!.Name);
            names[name] = names.GetValueOrDefault(name) + entries.Count;
        });
        ended.ForEach(reader.Release);
        reader.Release(root);
        Assert.True(reader.Window >= 1);
        Assert.Equal([("a", 1), ("b", 1), ("c", 0)], names.Select(static pair => (pair.Key, pair.Value)).Order());
        if (reader.Window == 1)
        {
            Assert.Equal(Enumerable.Reverse(children), ended);
        }
    }

    // Lists directories; names that still need attributes go back to the reader, as a walker does.
    private static List<DirectoryNode> Serve(ITreeReader reader, List<DirectoryNode> directories, Action<EntryBatch> take)
    {
        Dictionary<DirectoryNode, int> requests = directories.ToDictionary(static directory => directory, static _ => 1);
        directories.ForEach(directory => reader.Submit(new ListRequest(directory)));
        List<DirectoryNode> ended = [];
        EntryBatch batch = new();
        while (ended.Count < directories.Count)
        {
            ListStatus status = reader.Next(batch);
            Assert.NotEqual(ListStatus.Failed, status);
            DirectoryNode directory = batch.Directory!;
            Assert.Contains(directory, directories);
            if (batch.IsSlice)
            {
                EntryBatch slice = new();
                slice.TakeFrom(batch);
                reader.Submit(new ListRequest(slice));
                requests[directory]++;
            }
            else
            {
                take(batch);
            }

            if (status == ListStatus.End && --requests[directory] == 0)
            {
                ended.Add(directory);
            }
        }

        return ended;
    }

    private static DirectoryNode Node(DirectoryNode? parent, EntryBatch batch, int index)
    {
        DirectoryNode node = new();
        node.Reset(parent, batch, index);
        return node;
    }

    private static bool IsExcludedBelow(ExcludeFilter filter, string path)
    {
        for (int end = path.IndexOf('/'); ; end = path.IndexOf('/', end + 1))
        {
            if (filter.IsExcluded(Encoding.Latin1.GetBytes("/" + (end < 0 ? path : path[..end]))))
            {
                return true;
            }

            if (end < 0)
            {
                return false;
            }
        }
    }

    private void AssertSame(ITree tree, MemoryNode node, Recorded found)
    {
        if (!TakesAnyName && !(IsText(node.Name) && IsText(node.Target)))
        {
            Assert.Equal(Errno.EILSEQ, found.Errno);
            return;
        }

        Assert.Equal(Errno.None, found.Errno);
        Assert.Equal(KindOf(node), found.Kind);
        if (node.Kind != EntryKind.Directory)
        {
            Assert.Equal(node.Size, found.Size);
        }

        if (tree.Traits.Attributes.HasFlag(StatMask.Target))
        {
            Assert.Equal(RecordingSink.Text(node.Target), found.Target);
        }
    }

    private EntryKind KindOf(MemoryNode node) => node.Kind switch
    {
        EntryKind.Fifo when !TellsSpecialFiles => EntryKind.File,
        _ => node.Kind,
    };

    // What the tree can see: names that are no text are shown with replacement characters, and nothing is below them.
    private Dictionary<string, MemoryNode> Expected(Corpus corpus)
    {
        Dictionary<string, MemoryNode> all = corpus.Paths();
        if (!TakesAnyDepth && corpus.Name == "deep")
        {
            // A directory whose path does not fit, without its NUL, is not listed.
            int room = 4095 - 1 - Encoding.UTF8.GetByteCount(corpus.Materialize());
            all = all.Where(pair => pair.Key.LastIndexOf('/') <= room).ToDictionary();
        }

        return TakesAnyName
            ? all
            : all.Where(static pair => pair.Key.LastIndexOf('/') is int slash && (slash < 0 || IsText(Encoding.Latin1.GetBytes(pair.Key[..slash]))))
                .ToDictionary(static pair => Replace(pair.Key), static pair => pair.Value);
    }

    private static string Replace(string path) =>
        RecordingSink.Text(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(path))));

    private static bool IsText(byte[] bytes) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)).AsSpan().SequenceEqual(bytes);

    protected static WalkSummary Run(ITree tree, WalkOptions options, ISink sink, CancellationToken cancellation = default)
    {
        WalkSummary? summary = null;
        Deadline.Run(() => summary = new Walker(tree, options).Run(sink, cancellation));
        return summary!;
    }

    protected static Dictionary<string, Recorded> ByRelativePath(ITree tree, RecordingSink sink) =>
        ByRelativePath(tree.RootName.ToArray(), sink);

    protected static Dictionary<string, Recorded> ByRelativePath(byte[] root, RecordingSink sink) =>
        sink.Entries.ToDictionary(pair => Relative(root, pair.Key), static pair => pair.Value);

    protected static IEnumerable<(WalkStage Stage, string Path, Errno Errno)> Errors(ITree tree, RecordingSink sink) =>
        Errors(tree.RootName.ToArray(), sink);

    protected static IEnumerable<(WalkStage Stage, string Path, Errno Errno)> Errors(byte[] root, RecordingSink sink) =>
        sink.Errors.Select(error => (error.Stage, Relative(root, RecordingSink.Text(error.Path)), error.Errno));

    private static string Relative(byte[] root, string path) => path.Length > root.Length ? path[(root.Length + 1)..] : "";

    private static void AssertSameKeys(Dictionary<string, MemoryNode> expected, Dictionary<string, Recorded> found)
    {
        Assert.Empty(expected.Keys.Except(found.Keys));
        Assert.Empty(found.Keys.Except(expected.Keys));
    }

    protected static void AssertSound(RecordingSink sink)
    {
        Assert.Empty(sink.Violations);
        Assert.Equal(1, sink.Completed);
    }
}
