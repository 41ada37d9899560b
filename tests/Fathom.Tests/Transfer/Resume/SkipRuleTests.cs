using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Run;
using Fathom.Tests.Transfer.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Resume;

/// <summary>Which directories a transfer lists that goes on at a position.</summary>
[SupportedOSPlatform("linux")]
public sealed class SkipRuleTests
{
    private static readonly string[] s_names = ["a", "a!", "a-b", "a0", "b", "ab", "z"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Just_what_is_not_before_the_position_is_listed_and_the_way_there_and_what_is_undone(int seed)
    {
        using TempFolder folder = new();
        Random random = new(seed);
        List<string> directories = Make(folder.At("tree"), random);
        string[] order = VisitOrder(folder.At("tree"));
        Assert.Equal(directories.OrderBy(KeyOf, StringComparer.Ordinal), order);
        for (int run = 0; run < 60; run++)
        {
            // Some positions name directories that are there no longer.
            string position = random.Next(4) == 0 ? directories[random.Next(directories.Count)] + "!" : directories[random.Next(directories.Count)];
            bool isEnd = random.Next(8) == 0;
            List<(string Path, bool IsWhole)> undone = [];
            for (int i = random.Next(4) - 1; i > 0; i--)
            {
                string path = directories[random.Next(directories.Count)];
                undone.Add((random.Next(2) == 0 ? Below(path, "file") : path, random.Next(2) == 0));
            }

            string[] wanted = [.. order.Where(directory => IsWanted(directory, isEnd ? null : position, undone))];

            Assert.Equal(wanted.Order(StringComparer.Ordinal), Listed(folder.At("tree"), position, isEnd, undone));
        }
    }

    [Fact]
    public void What_the_target_does_not_have_is_not_taken_for_done()
    {
        using TempFolder folder = new();
        folder.Write("src/a/f", "");
        folder.Write("src/b/f", "");
        folder.Write("dst/b", "a file");
        using ListedTree source = new(LocalTree.Open(folder.At("src")));
        using LocalTree target = LocalTree.Open(folder.At("dst"));

        Plan(source, target, new TransferPosition(default, isEnd: true, []), new QuietObserver());

        Assert.Equal(["", "a", "b"], source.Listed);
    }

    // The definition, without the cleverness: what was visited before the position in full, and holds or lies below nothing undone, is left out.
    private static bool IsWanted(string directory, string? position, List<(string Path, bool IsWhole)> undone)
    {
        bool isDone = directory.Length > 0 && (position is null || (string.CompareOrdinal(KeyOf(directory), KeyOf(position)) < 0 && !IsAtOrBelow(position, directory)));
        bool holds = undone.Exists(name => IsAtOrBelow(name.Path, directory) || (name.IsWhole && IsAtOrBelow(directory, name.Path)));
        return holds || !isDone;
    }

    private static string KeyOf(string directory) => directory.Length == 0 ? "" : directory + "/";

    private static bool IsAtOrBelow(string path, string directory) => directory.Length == 0 || (path + "/").StartsWith(directory + "/", StringComparison.Ordinal);

    private static string Below(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";

    private static List<string> Make(string root, Random random)
    {
        List<string> directories = [""];
        Directory.CreateDirectory(root);
        for (int i = 0; i < 60; i++)
        {
            string path = Below(directories[random.Next(directories.Count)], s_names[random.Next(s_names.Length)]);
            if (!directories.Contains(path))
            {
                directories.Add(path);
                Directory.CreateDirectory(Path.Combine(root, path));
            }
        }

        return directories;
    }

    private static string[] VisitOrder(string root)
    {
        List<string> visited = [];
        using LocalTree tree = LocalTree.Open(root);
        Plan(tree, tree, null, new QuietObserver { AtStep = path => visited.Add(path == "." ? "" : path) });
        return [.. visited];
    }

    private static string[] Listed(string root, string position, bool isEnd, List<(string Path, bool IsWhole)> undone)
    {
        using ListedTree source = new(LocalTree.Open(root));
        using LocalTree target = LocalTree.Open(root);
        TransferPosition start = new(
            Encoding.ASCII.GetBytes(position), isEnd, [.. undone.Select(static name => new UndoneName(Encoding.ASCII.GetBytes(name.Path), name.IsWhole))]);
        Plan(source, target, start, new QuietObserver());
        return source.Listed;
    }

    private static void Plan(IContentTree source, IContentTree target, TransferPosition? start, QuietObserver observer) => new TransferRun(
        new TransferRequest { Source = source, Target = target, Options = TransferOptions.Archive, TellsUnchanged = true, Start = start },
        observer).Plan(CancellationToken.None);
}
