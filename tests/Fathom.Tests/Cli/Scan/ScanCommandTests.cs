using System.Diagnostics;
using System.Runtime.Versioning;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Scan;

/// <summary>What the binary says and leaves behind when something is in the way.</summary>
[SupportedOSPlatform("linux")]
public sealed class ScanCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _tree;
    private readonly string _index;

    public ScanCommandTests()
    {
        _tree = _folder.At("tree");
        _index = _folder.At("x.fathom");
        Shell.Run(RepositoryRoot.Binary, "gen", _tree, "--entries", "2000").EnsureSuccess();
    }

    public void Dispose()
    {
        Shell.Run("umount", "-l", _folder.At("small"));
        _folder.Dispose();
    }

    [Fact]
    public void A_missing_root_leaves_no_index_behind()
    {
        AssertFails(1, "No such file", _folder.At("nope"), "-o", _index);
        Assert.False(Path.Exists(_index));
    }

    [Fact]
    public void One_missing_root_is_an_error_of_an_index_that_is_finished()
    {
        AssertFails(1, "No such file", _folder.At("nope"), _tree, "-o", _index);
        Assert.True(IndexRows.Summary(_index).IsFinished);
        Assert.Equal([$"{_folder.At("nope")} Root 2"], IndexRows.Errors(_index));
    }

    [Fact]
    public void Wrong_usage_is_told_before_anything_is_written()
    {
        AssertFails(2, "--output", _tree, "-o", "");
        AssertFails(2, "ROOT", "-o", _index);
        AssertFails(2, "--nope", _tree, "-o", _index, "--nope");
        AssertFails(2, "give one of the two", _tree, _tree + "/", "-o", _index);
        Assert.False(Path.Exists(_index));
    }

    [Fact]
    public void What_is_no_index_is_never_replaced()
    {
        Directory.CreateDirectory(_index);
        File.WriteAllText(Path.Combine(_index, "mine"), "");
        AssertFails(1, "is no index", _tree, "-o", _index);
        AssertFails(1, "is no index", _tree, "-o", _index, "--overwrite");
        AssertFails(1, "is no index", "-o", _index, "--resume");
        Assert.True(File.Exists(Path.Combine(_index, "mine")));
    }

    [Fact]
    public void Replacing_an_index_leaves_its_neighbours_alone()
    {
        string[] neighbours = [_index + ".new", _index + ".old", _index + ".being-replaced"];
        foreach (string neighbour in neighbours)
        {
            Directory.CreateDirectory(neighbour);
            File.WriteAllText(Path.Combine(neighbour, "mine"), "");
        }

        Directory.CreateDirectory(_index + ".being-written");
        File.WriteAllText(_index + ".being-written/mine", "");
        AssertScans(_tree, "-o", _index);
        AssertFails(1, "is no index; move it away", _tree, "-o", _index, "--overwrite");
        Assert.True(File.Exists(_index + ".being-written/mine"));
        Directory.Delete(_index + ".being-written", recursive: true);
        AssertFails(1, "is no index; move it away", _tree, "-o", _index, "--overwrite");
        Directory.Delete(_index + ".being-replaced", recursive: true);
        AssertScans(_tree, "-o", _index, "--overwrite");
        Assert.All(neighbours[..2], neighbour => Assert.True(File.Exists(Path.Combine(neighbour, "mine"))));
    }

    [Fact]
    public void A_finished_index_is_not_resumed_and_not_replaced_by_mistake()
    {
        AssertScans(_tree, "-o", _index);
        AssertFails(1, "--overwrite replaces it", _tree, "-o", _index);
        AssertFails(1, "is complete since", "-o", _index, "--resume");
        Assert.False(File.Exists(Path.Combine(_index, "lock")));
    }

    [Fact]
    public void Other_options_and_roots_are_refused_by_their_difference()
    {
        Interrupt();
        AssertFails(1, "--exclude", _tree, "-o", _index, "--resume", "--exclude", "*.o");
        AssertFails(1, "other roots", _tree + "/", "-o", _index, "--resume");
        AssertScans(_tree, "-o", _index, "--resume");
        Assert.True(IndexRows.Summary(_index).IsFinished);
    }

    [Fact]
    public void A_running_scan_is_not_disturbed_by_another_one()
    {
        Interrupt();
        using (File.Open(Path.Combine(_index, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            AssertFails(1, "another scan writes", "-o", _index, "--resume");
            AssertFails(1, "another scan writes", _tree, "-o", _index, "--overwrite");
        }
    }

    [Fact]
    public void A_full_disk_is_told_and_the_scan_goes_on_once_there_is_room()
    {
        string small = _folder.At("small");
        Directory.CreateDirectory(small);
        Shell.Run("mount", "-t", "tmpfs", "-o", "size=160k", "none", small).EnsureSuccess();
        string index = small + "/x.fathom";
        AssertFails(1, "fathom scan --resume", _tree, "-o", index, "--part-rows", "300");
        Shell.Run("mount", "-o", "remount,size=50m", small).EnsureSuccess();
        AssertScans("-o", index, "--resume", "--part-rows", "300");
        AssertScans(_tree, "-o", _index);
        Assert.Equal(IndexRows.Entries(_index), IndexRows.Entries(index));
        Shell.Run("mount", "-o", "remount,ro", small).EnsureSuccess();
        AssertFails(1, "Read-only", _tree, "-o", small + "/y.fathom");
        AssertFails(1, "Read-only", _tree, "-o", index, "--overwrite");
    }

    [Fact]
    public void The_index_is_not_entered_where_it_lies_in_the_tree()
    {
        for (int i = 0; i < 5; i++)
        {
            string index = $"{_tree}/x{i}.fathom";
            AssertScans(_tree, "-o", index, "--part-rows", "50", "-j", "8");
            Assert.Equal(1, IndexRows.Number(index, $"SELECT count(*) FROM read_parquet('{index}/entries/*.parquet') WHERE name = 'x{i}.fathom' AND subdir_id IS NULL"));
            Directory.Delete(index, recursive: true);
        }
    }

    [Fact]
    public void Links_count_once_over_all_roots()
    {
        string[] roots = [_folder.At("b"), _folder.At("a"), _folder.At("file")];
        Directory.CreateDirectory(roots[0] + "/1/2");
        Directory.CreateDirectory(roots[1]);
        File.WriteAllText(roots[0] + "/1/2/x", new string('x', 10_000));
        Shell.Run("ln", roots[0] + "/1/2/x", roots[1] + "/x").EnsureSuccess();
        Shell.Run("ln", roots[0] + "/1/2/x", roots[2]).EnsureSuccess();
        AssertScans([.. roots, "-o", _index]);
        string[] du = Shell.Run("du", ["-sbc", .. roots]).Lines;
        Assert.Equal(du[^1], $"{IndexRows.Summary(_index).Size}\ttotal");
        Assert.Equal(du[0], $"{IndexRows.Number(_index, "SELECT size FROM read_parquet('{index}/dirs/all.parquet') WHERE root = 0 AND depth = 0")}\t{roots[0]}");
    }

    [Fact]
    public void A_root_with_many_slashes_can_be_resumed()
    {
        Interrupt("//");
        AssertScans(_tree + "///", "-o", _index, "--resume");
        Assert.True(IndexRows.Summary(_index).IsFinished);
    }

    [Fact]
    public void Ctrl_C_keeps_what_was_found_and_says_how_to_go_on()
    {
        Shell.Run(RepositoryRoot.Binary, "gen", _tree + "/more", "--entries", "60000").EnsureSuccess();
        for (int milliseconds = 100; ; milliseconds += 20)
        {
            Assert.True(milliseconds < 2_000, "never interrupted");
            using Process process = Process.Start(new ProcessStartInfo(RepositoryRoot.Binary, ["scan", _tree, "-o", _index, "-j", "1", "-q"])
            {
                RedirectStandardError = true,
            })!;
            Thread.Sleep(milliseconds);
            Shell.Run("bash", "-c", $"kill -INT {process.Id}");
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 130 && error.Contains("--resume", StringComparison.Ordinal) && File.Exists(_index + "/catalog.sqlite"))
            {
                break;
            }

            Shell.Run("rm", "-rf", _index).EnsureSuccess();
        }

        AssertScans("-o", _index, "--resume");
        Assert.Equal(Shell.Run("find", _tree).Lines.Length, IndexRows.Summary(_index).Entries);
    }

    // The walk of its root was ended after a while, whatever the machine's speed.
    private void Interrupt(string end = "")
    {
        const int Batches = 20;
        int batches = 0;
        using CancellationTokenSource cancel = new();
        StopFilter filter = new(() =>
        {
            if (Interlocked.Increment(ref batches) == Batches)
            {
                cancel.Cancel();
            }
        });
        ScanOptions options = new() { Walk = new WalkOptions { Workers = 1, Filter = filter } };
        using LocalTree tree = LocalTree.Open(_tree + end);
        using IndexScan scan = IndexScan.Create(_index, [tree.RootName.ToArray()], options);
        scan.Walk(0, tree, cancel.Token);
        Assert.True(scan.Finish().Pending > 0);
    }

    private sealed class StopFilter(Action onBatch) : IEntryFilter
    {
        public void Apply(EntryBatch batch) => onBatch();
    }

    private static void AssertScans(params string[] arguments)
    {
        ShellResult result = Shell.Run(RepositoryRoot.Binary, ["scan", .. arguments, "-q"]);
        Assert.True(result.ExitCode == 0, $"exit {result.ExitCode}: {result.Error}");
    }

    private static void AssertFails(int code, string message, params string[] arguments)
    {
        ShellResult result = Shell.Run(RepositoryRoot.Binary, ["scan", .. arguments, "-q"]);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(code, result.ExitCode);
    }
}
