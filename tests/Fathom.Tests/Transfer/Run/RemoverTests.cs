using System.Runtime.Versioning;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Support;
using Xunit;

namespace Fathom.Tests.Transfer.Run;

[SupportedOSPlatform("linux")]
public sealed class RemoverTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public RemoverTests()
    {
        Directory.CreateDirectory(_folder.At("src"));
        foreach (string path in (string[])["gone/deep/keep", "gone/deep/x", "gone/y", "all/of/it", "one"])
        {
            _folder.Write("dst/" + path, "");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--delete")]
    [InlineData("--delete-before")]
    [InlineData("--delete-delay")]
    [InlineData("--delete-after")]
    public void What_a_filter_protects_keeps_the_directories_above_it(string when)
    {
        Shell.Run("cp", "-a", _folder.At("dst"), _folder.At("theirs")).EnsureSuccess();
        string[] lines = TransferProbe.Rsync($"-r {when} --exclude=keep", _folder.At("src/"), _folder.At("theirs")).Lines;

        TransferProbe sync = TransferProbe.Sync($"-r {when} --exclude=keep", _folder.At("src/"), _folder.At("dst"));

        // rsync may say twice that a directory stays.
        Assert.Equal(lines.Distinct(), sync.Lines);
        Assert.Contains("cannot delete non-empty directory: gone/deep", sync.Lines);
        Assert.Equal(["dst", "dst/gone", "dst/gone/deep", "dst/gone/deep/keep"], Paths("dst"));
    }

    [Fact]
    public void What_is_in_a_directory_goes_before_it()
    {
        TransferProbe sync = TransferProbe.Sync("-r --delete", _folder.At("src/"), _folder.At("dst"));

        List<string> order = [.. sync.OrderedLines];
        Assert.Equal(9, order.Count);
        foreach ((string first, string second) in (ReadOnlySpan<(string, string)>)[("gone/deep/keep", "gone/deep/"), ("gone/deep/", "gone/"), ("gone/y", "gone/"), ("all/of/it", "all/of/"), ("all/of/", "all/")])
        {
            Assert.True(order.IndexOf("*deleting   " + first) < order.IndexOf("*deleting   " + second), string.Join('\n', order));
        }

        Assert.Equal(["dst"], Paths("dst"));
    }

    [Fact]
    public void A_directory_in_the_way_stays_without_force_and_goes_with_it()
    {
        File.WriteAllText(_folder.At("src/all"), "a file");

        TransferProbe without = TransferProbe.Sync("-r", _folder.At("src/"), _folder.At("dst"));
        Assert.Equal(23, without.ExitCode);
        Assert.Contains("cannot delete non-empty directory: all", without.Lines);
        Assert.True(File.Exists(_folder.At("dst/all/of/it")));

        TransferProbe with = TransferProbe.Sync("-r --force", _folder.At("src/"), _folder.At("dst"));
        Assert.Equal(0, with.ExitCode);
        Assert.Equal("a file", File.ReadAllText(_folder.At("dst/all")));
        Assert.True(File.Exists(_folder.At("dst/one")));
    }

    [Fact]
    public void A_link_to_a_directory_is_removed_and_what_it_leads_to_stays()
    {
        _folder.Write("outside/kept", "");
        File.CreateSymbolicLink(_folder.At("dst/gone/out"), _folder.At("outside"));

        TransferProbe sync = TransferProbe.Sync("-r --delete", _folder.At("src/"), _folder.At("dst"));

        Assert.Empty(sync.Errors);
        Assert.Equal(["dst"], Paths("dst"));
        Assert.True(File.Exists(_folder.At("outside/kept")));
    }

    private string[] Paths(string root) =>
        [.. Shell.Run(new ShellCommand("find", root) { WorkingDirectory = _folder.Path }).EnsureSuccess().Lines.Order(StringComparer.Ordinal)];
}
