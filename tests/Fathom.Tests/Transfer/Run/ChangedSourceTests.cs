using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Copy;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Run;

/// <summary>Sources and targets that somebody changes between their comparison and the step.</summary>
[SupportedOSPlatform("linux")]
public sealed class ChangedSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ChangedSourceTests()
    {
        _folder.Write("source/a", "first");
        _folder.Write("source/d/f", "below");
        _folder.Write("target/d/old", "stays");
        _folder.Write("target/z", "stays");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_directory_that_vanishes_is_told_and_nothing_is_removed_of_it()
    {
        QuietObserver observer = new() { AtStep = _ => Shell.Run("rm", "-rf", _folder.At("source/d")) };

        TransferTotals totals = Sync(TransferOptions.Archive with { Delete = DeleteTime.During }, observer);

        Assert.Empty(observer.Errors);
        Assert.Equal(["Vanished d"], observer.Notices);
        Assert.Equal(1, totals.Vanished);
        Assert.Equal("stays", File.ReadAllText(_folder.At("target/d/old")));
        Assert.Equal("first", File.ReadAllText(_folder.At("target/a")));
    }

    [Fact]
    public void A_file_in_the_place_of_a_directory_is_an_error_after_which_nothing_is_removed()
    {
        QuietObserver observer = new() { AtStep = path => ReplaceDirectory(path) };

        Sync(TransferOptions.Archive with { Delete = DeleteTime.After }, observer);

        Assert.Equal(["Open source d ENOTDIR"], observer.Errors);
        Assert.Equal("stays", File.ReadAllText(_folder.At("target/z")));

        void ReplaceDirectory(string path)
        {
            if (path == "a")
            {
                Directory.Delete(_folder.At("source/d"), recursive: true);
                _folder.Write("source/d", "a file");
            }
        }
    }

    [Fact]
    public void Another_node_by_the_name_gets_no_attributes()
    {
        _folder.Write("target/a", "first");
        File.SetLastWriteTimeUtc(_folder.At("target/a"), File.GetLastWriteTimeUtc(_folder.At("source/a")));
        File.SetUnixFileMode(_folder.At("source/a"), (UnixFileMode)0x1ff);
        string secret = _folder.Write("secret", "somebody's");
        File.SetUnixFileMode(secret, (UnixFileMode)0x180);
        QuietObserver observer = new() { AtStep = path => Shell.Run("ln", "-f", secret, _folder.At("target/" + (path == "a" ? "a" : "aside"))) };

        Sync(TransferOptions.Archive, observer);

        Assert.Equal(["SetAttributes target a ESTALE"], observer.Errors);
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(secret));
    }

    [Fact]
    public void A_source_that_changed_after_it_was_compared_is_not_removed()
    {
        // Equal at both sides, so nothing is copied.
        foreach (string name in new[] { "a", "b" })
        {
            _folder.Write("source/" + name, "same");
            _folder.Write("target/" + name, "same");
            File.SetLastWriteTimeUtc(_folder.At("target/" + name), File.GetLastWriteTimeUtc(_folder.At("source/" + name)));
        }

        QuietObserver observer = new() { AtStep = path => File.AppendAllText(_folder.At("source/b"), path == "a" ? "more" : "") };

        Sync(TransferOptions.Archive with { RemoveSourceFiles = true }, observer, tellsUnchanged: true);

        Assert.False(File.Exists(_folder.At("source/a")));
        Assert.Equal("samemore", File.ReadAllText(_folder.At("source/b")));
        Assert.Equal(["Delete source b ESTALE"], observer.Errors);
    }

    [Fact]
    public void A_source_is_there_until_its_delayed_copy_has_its_name()
    {
        // The name of the copy is taken by a directory when the time has come.
        QuietObserver observer = new()
        {
            AtStep = path =>
            {
                if (path == "d/f")
                {
                    _folder.Write("target/a/in/the/way", "x");
                }
            },
        };

        Sync(TransferOptions.Archive with { DelayUpdates = true, RemoveSourceFiles = true }, observer);

        Assert.Equal(["Rename target a EISDIR"], observer.Errors);
        Assert.Equal("first", File.ReadAllText(_folder.At("source/a")));
        Assert.False(File.Exists(_folder.At("source/d/f")));
        Assert.Equal("below", File.ReadAllText(_folder.At("target/d/f")));
    }

    [Fact]
    public void Links_are_not_made_to_the_old_file_of_a_name_that_was_not_copied()
    {
        _folder.Write("source/l1", "group");
        Shell.Run("ln", _folder.At("source/l1"), _folder.At("source/l2")).EnsureSuccess();
        _folder.Write("target/l1", "old one");
        _folder.Write("target/l2", "old two");
        QuietObserver observer = new() { AtStep = path => Replace(path) };

        Sync(TransferOptions.Archive with { HardLinks = true }, observer);

        Assert.Equal(["Link target l2 ENOENT", "Open source l1 ESTALE"], observer.Errors.Order(StringComparer.Ordinal));
        Assert.Equal("old one", File.ReadAllText(_folder.At("target/l1")));
        Assert.Equal("old two", File.ReadAllText(_folder.At("target/l2")));

        void Replace(string path)
        {
            if (path == "l1")
            {
                File.Delete(_folder.At("source/l1"));
                _folder.Write("source/l1", "another node");
            }
        }
    }

    [Fact]
    public void A_delayed_copy_of_another_run_is_left_alone()
    {
        _folder.Write("target/.~tmp~/a", "half of the copy of another run");
        _folder.Write("target/.~tmp~/.fathom-sync-1234abcd-63.5-1~", "copy of a run that has ended");

        QuietObserver observer = new();
        Sync(TransferOptions.Archive with { DelayUpdates = true }, observer);

        Assert.Empty(observer.Errors);
        Assert.Equal("first", File.ReadAllText(_folder.At("target/a")));
        Assert.Equal(["a"], Directory.EnumerateFileSystemEntries(_folder.At("target/.~tmp~")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_partial_directory_that_a_killed_run_left_empty_goes_and_the_time_above_it_stays()
    {
        TransferOptions options = TransferOptions.Archive with { DelayUpdates = true };
        Sync(options, new QuietObserver());
        DateTime time = Directory.GetLastWriteTimeUtc(_folder.At("source/d"));
        Directory.CreateDirectory(_folder.At("target/d/.~tmp~"));
        Directory.SetLastWriteTimeUtc(_folder.At("target/d"), time);

        Sync(options, new QuietObserver());

        Assert.False(Directory.Exists(_folder.At("target/d/.~tmp~")));
        Assert.Equal(time, Directory.GetLastWriteTimeUtc(_folder.At("target/d")));
    }

    [Fact]
    public void Delayed_copies_of_an_interrupted_run_are_taken_away()
    {
        using CancellationTokenSource stop = new();
        QuietObserver observer = new()
        {
            AtStep = path =>
            {
                if (path == "d/f")
                {
                    // The copy of the first file is made by another thread.
                    SpinWait.SpinUntil(() => Directory.Exists(_folder.At("target/.~tmp~")), 10_000);
                    stop.Cancel();
                }
            },
        };

        Assert.Throws<OperationCanceledException>(() => Sync(TransferOptions.Archive with { DelayUpdates = true }, observer, cancellation: stop.Token));

        Assert.Equal(["d", "z"], Directory.EnumerateFileSystemEntries(_folder.At("target")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    // One thread that compares: what is below a directory is looked at after the steps of the directory.
    private TransferTotals Sync(TransferOptions options, QuietObserver observer, bool tellsUnchanged = false, CancellationToken cancellation = default)
    {
        using LocalTree source = LocalTree.Open(_folder.At("source"));
        using LocalTree target = LocalTree.Open(_folder.At("target"));
        TransferRequest request = new()
        {
            Source = source,
            Target = target,
            Options = options,
            Caller = CopySteps.Caller,
            Run = CopySteps.Run,
            ProcessStart = static _ => null,
            TellsUnchanged = tellsUnchanged,
            Workers = 1,
        };
        TransferRun run = new(request, observer);
        run.Sync(cancellation);
        return run.Totals;
    }
}
