using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Copy;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Run;

/// <summary>Directories that somebody swaps for links while a transfer runs: it never leaves its roots.</summary>
[SupportedOSPlatform("linux")]
public sealed class SwappedLinkTests : IDisposable
{
    private const int Swaps = 1500;
    private const string Secret = "what stands outside";

    private static readonly string[] s_swapped = ["d", "d/e", "f"];

    // One file system for all: names are exchanged between them.
    private readonly TempFolder _folder = new();

    public SwappedLinkTests()
    {
        foreach (string directory in new[] { "source", "target", "park" })
        {
            Directory.CreateDirectory(_folder.At(directory));
        }

        // The same names everywhere, so that each call which follows a link finds something.
        foreach (string directory in new[] { "d", "d/e", "d/e/g", "f" })
        {
            for (int i = 0; i < 4; i++)
            {
                _folder.Write($"source/{directory}/file{i}", $"source {directory} {i}");
                _folder.Write($"outside/{directory}/file{i}", Secret + i);
                _folder.Write($"outside/{directory}/extra{i}", Secret + i);
                _folder.Write($"target/{directory}/extra{i}", "extra");
            }
        }

        Shell.Run("ln", _folder.At("source/d/file0"), _folder.At("source/f/linked")).EnsureSuccess();
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("inplace")]
    [InlineData("delay")]
    [InlineData("backup")]
    public void Links_swapped_into_the_target_lead_nowhere(string variant) => RunSwaps("target", OptionsOf(variant));

    [Theory]
    [InlineData("")]
    [InlineData("checksum")]
    [InlineData("remove")]
    public void Links_swapped_into_the_source_lead_nowhere(string variant) => RunSwaps("source", OptionsOf(variant));

    private static TransferOptions OptionsOf(string variant) => (TransferOptions.Archive with { HardLinks = true, Delete = DeleteTime.During, IgnoreErrors = true }) switch
    {
        var options when variant == "inplace" => options with { InPlace = true, IgnoreTimes = true },
        var options when variant == "delay" => options with { DelayUpdates = true, IgnoreTimes = true },
        var options when variant == "backup" => options with { Backup = true, BackupDirectory = "kept"u8.ToArray(), IgnoreTimes = true },
        var options when variant == "checksum" => options with { Checksum = true },
        var options when variant == "remove" => options with { RemoveSourceFiles = true },
        var options => options,
    };

    private void RunSwaps(string side, TransferOptions options)
    {
        string before = ReadOutside();
        using CancellationTokenSource end = new();
        int swaps = 0;
        Thread[] swappers = [.. s_swapped.Select((path, i) => new Thread(() => Swap(side, path, i, end.Token, ref swaps)))];
        Array.ForEach(swappers, static thread => thread.Start());
        try
        {
            Deadline.Run(() =>
            {
                // A link that is copied is removed as any other source, and its name with it, so that the swaps come to an end there.
                for (int run = 0; run < 40 || (!options.RemoveSourceFiles && Volatile.Read(ref swaps) < Swaps); run++)
                {
                    if (options.RemoveSourceFiles)
                    {
                        _folder.Write($"source/new{run}", "more");
                    }

                    Sync(options);
                }
            });
        }
        finally
        {
            end.Cancel();
            Array.ForEach(swappers, static thread => thread.Join());
        }

        Assert.Equal(before, ReadOutside());
        ShellResult found = Shell.Run("grep", "-rl", Secret, _folder.At("target"), _folder.At("source"));
        Assert.Equal((1, ""), (found.ExitCode, found.Text));
    }

    private void Sync(TransferOptions options)
    {
        using LocalTree source = LocalTree.Open(_folder.At("source"));
        using LocalTree target = LocalTree.Open(_folder.At("target"));
        TransferRequest request = new() { Source = source, Target = target, Options = options, Caller = CopySteps.Caller, Run = CopySteps.Run };
        new TransferRun(request, new QuietObserver()).Sync(CancellationToken.None);
    }

    // A name is a directory, then a link to the same place outside, then the directory again, if it is still there.
    private void Swap(string side, string path, int number, CancellationToken end, ref int swaps)
    {
        using LocalTree sideTree = LocalTree.Open(_folder.At(side));
        using LocalTree parkTree = LocalTree.Open(_folder.At("park"));
        using IWritableNode park = parkTree.WritableRoot();
        byte[] parked = Encoding.UTF8.GetBytes($"link {number}");
        string name = path[(path.LastIndexOf('/') + 1)..];
        while (!end.IsCancellationRequested)
        {
            if (park.MakeSymlink(parked, Encoding.UTF8.GetBytes(_folder.At($"outside/{path}")), out IWritableNode? link) == Errno.None)
            {
                link!.Dispose();
            }

            if (TryOpenParent(sideTree, path, out IWritableNode? parent))
            {
                using (parent)
                {
                    if (parent!.Rename(Encoding.UTF8.GetBytes(name), park, parked, RenameMode.Exchange) == Errno.None)
                    {
                        Interlocked.Increment(ref swaps); // Partner: RunSwaps.
                    }

                    Thread.Yield();
                    parent.Rename(Encoding.UTF8.GetBytes(name), park, parked, RenameMode.Exchange);
                }
            }

            ClearPark(number);
        }
    }

    // Where a transfer made a directory meanwhile, the link is gone and a directory stands in its place.
    private void ClearPark(int number)
    {
        FileInfo parked = new(_folder.At($"park/link {number}"));
        if (parked.LinkTarget is null && Directory.Exists(parked.FullName))
        {
            // Not Directory.Delete: a transfer may still make files in it.
            Shell.Run("rm", "-rf", parked.FullName);
        }
    }

    private static bool TryOpenParent(LocalTree tree, string path, out IWritableNode? parent)
    {
        parent = tree.WritableRoot();
        if (!path.Contains('/', StringComparison.Ordinal))
        {
            return true;
        }

        IWritableNode root = parent;
        using (root)
        {
            return root.OpenWritable(Encoding.UTF8.GetBytes(path[..path.IndexOf('/', StringComparison.Ordinal)]), out parent) == Errno.None
                && parent!.Kind == EntryKind.Directory;
        }
    }

    // Names, content, and when each node was last changed in any way.
    private string ReadOutside() => Shell.Run(
        "bash", "-c", "cd \"$0\" && find . -printf '%p %y %s %m %U %n %T@ %C@\\n' | sort && find . -type f -exec cat {} +", _folder.At("outside")).EnsureSuccess().Text;
}
