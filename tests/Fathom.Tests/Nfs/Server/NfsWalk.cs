using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Server;

/// <summary>One walk of what a <see cref="FakeNfsServer"/> serves. Paths are below the root, bytes as Latin-1 text.</summary>
internal sealed class NfsWalk
{
    private NfsWalk(byte[] root, RecordingSink sink, WalkSummary summary, NfsStatistics statistics)
    {
        Sink = sink;
        Summary = summary;
        Statistics = statistics;
        Entries = sink.Entries.ToDictionary(pair => Relative(root, pair.Key), static pair => pair.Value);
        Errors = [.. sink.Errors.Select(error => (error.Stage, Relative(root, RecordingSink.Text(error.Path)), error.Errno)).Order()];
    }

    /// <summary>Does not wait for long where a test has a server that is silent, and has a connection for each of four workers.</summary>
    internal static NfsOptions Usual { get; } = new() { Connections = 4, Timeout = TimeSpan.FromSeconds(20), Retries = 3 };

    internal RecordingSink Sink { get; }

    internal WalkSummary Summary { get; }

    internal NfsStatistics Statistics { get; }

    internal IReadOnlyDictionary<string, Recorded> Entries { get; }

    internal IReadOnlyList<(WalkStage Stage, string Path, Errno Errno)> Errors { get; }

    /// <summary>All paths, sorted.</summary>
    internal IEnumerable<string> Paths => Entries.Keys.Order(StringComparer.Ordinal);

    /// <summary>Walks, and checks what holds of every walk: nothing comes twice, and it ends.</summary>
    /// <param name="mayRepeat">The server lists names more than once, in a way that no client can see at once.</param>
    internal static NfsWalk Run(
        FakeNfsServer server, int workers, NfsOptions? options = null, RecordingSink? sink = null, WalkOptions? walk = null, bool mayRepeat = false)
    {
        sink ??= new RecordingSink();
        NfsWalk? result = null;
        Deadline.Run(() =>
        {
            using NfsTree tree = NfsTree.Open(server.Place, options ?? Usual);
            WalkSummary summary = new Walker(tree, (walk ?? new WalkOptions()) with { Workers = workers }).Run(sink);
            result = new NfsWalk(tree.RootName.ToArray(), sink, summary, tree.Statistics);
        });
        string[] violations =
            [.. sink.Violations.Where(violation => !mayRepeat || !violation.EndsWith("delivered twice", StringComparison.Ordinal))];
        Assert.Empty(violations);
        Assert.Equal(1, sink.Completed);
        return result!;
    }

    /// <summary>Paths of all nodes of a tree, sorted; the root is "".</summary>
    internal static IEnumerable<string> PathsOf(MemoryNode root)
    {
        using MemoryTree tree = new(root);
        return [.. tree.Paths().Keys.Select(path => Relative(root.Name, path)).Order(StringComparer.Ordinal)];
    }

    /// <summary>A tree with a bit of everything: 8 directories, one of them long.</summary>
    internal static MemoryNode Sample() => MemoryNode.Directory(
        "root",
        MemoryNode.Directory(
            "a",
            MemoryNode.File("x", 10),
            MemoryNode.Directory("b", MemoryNode.File("y", 20), MemoryNode.Directory("c", MemoryNode.File("z", 30)))),
        MemoryNode.Directory("long", [.. Files(300)]),
        MemoryNode.Directory("none"),
        MemoryNode.Directory("p", MemoryNode.Directory("q", MemoryNode.File("r", 40))),
        MemoryNode.File("file", 1234),
        MemoryNode.Link("link", "file", null));

    /// <summary>Files named f000, f001 ...</summary>
    internal static IEnumerable<MemoryNode> Files(int count) => Enumerable.Range(0, count).Select(static i => MemoryNode.File($"f{i:D3}", i));

    private static string Relative(ReadOnlySpan<byte> root, string path) => path.Length > root.Length ? path[(root.Length + 1)..] : "";
}
