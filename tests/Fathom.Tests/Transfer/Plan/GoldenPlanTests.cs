using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Support;
using Xunit;

namespace Fathom.Tests.Transfer.Plan;

/// <summary>Plans beside what rsync 3.5.0 printed for the same trees, kept in <c>Golden/transfer-case1.tar.gz</c>.</summary>
[SupportedOSPlatform("linux")]
public sealed class GoldenPlanTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public GoldenPlanTests()
    {
        // GNU tar: names of any bytes, owners and times to the nanosecond.
        string archive = RepositoryRoot.At("tests/Fathom.Tests/Golden/transfer-case1.tar.gz");
        Shell.Run("sh", "-c", $"cd '{_folder.Path}' && tar -xzf '{archive}' && cd case1 && tar -xpf src.tar && tar -xpf dst.tar").EnsureSuccess();
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ani-delete")]
    [InlineData("ani-delete-noir")]
    [InlineData("ani-existing")]
    [InlineData("ani-ignore-existing")]
    [InlineData("ani-max-delete")]
    [InlineData("ani-size-only")]
    [InlineData("ani-update")]
    [InlineData("anic-delete")]
    [InlineData("anii-delete")]
    [InlineData("rni-notimes")]
    public void A_plan_has_the_lines_that_rsync_printed(string name)
    {
        string[] words = File.ReadAllText(At(name + ".cmd")).TrimEnd().Split(' ');

        TransferProbe plan = TransferProbe.Plan(string.Join(' ', words[1..^2]), At("src/"), At("dst/"));

        Assert.Equal(Read(name + ".sorted"), Known(plan.Lines));
        Assert.Equal(int.Parse(File.ReadAllText(At(name + ".exit")), CultureInfo.InvariantCulture), plan.ExitCode);
    }

    [Fact]
    public void Nothing_is_left_after_a_sync()
    {
        TransferProbe sync = TransferProbe.Sync("-ac --delete", At("src/"), At("dst/"));

        Assert.Empty(sync.Errors);
        Assert.Empty(TransferProbe.Plan("-ac --delete", At("src/"), At("dst/")).Lines);
        Assert.Empty(TransferProbe.Rsync("-anc --delete", At("src/"), At("dst/")).Lines);
    }

    private string At(string name) => _folder.At("case1/" + name);

    private string[] Read(string name) => Known(File.ReadAllText(At(name), Encoding.Latin1).Split('\n', StringSplitOptions.RemoveEmptyEntries));

    // Owners can be extracted as root alone.
    private static string[] Known(string[] lines) =>
        [.. lines.Where(static line => RawFiles.IsRoot || !line.EndsWith(" owner.txt", StringComparison.Ordinal))];
}
