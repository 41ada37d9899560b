using System.Runtime.Versioning;
using System.Text;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Plan;

[SupportedOSPlatform("linux")]
public sealed class LinkSafetyTests
{
    private static readonly string[] s_targets =
    [
        "a", "..", ".", "./", "/", "//", "/a", "../a", "../../a", "../../../a", "a/..", "a/../b", "a/../../b", "a/../..", "./../a", "./..", "././../..", "../..",
        "../../..", "..a", "a..", "...", "../.", ".././..", "../a/..", "a//b", "..//..", "..//../..", "..//../a", ".././../a", "../../../..", "a/b/c/../../../..", "../", "../../", "a/", "a/./..", "./a/../..",
    ];

    [Fact]
    public void A_link_leads_out_where_rsync_leaves_it_out()
    {
        using TempFolder folder = new();
        List<(string Path, string Target)> links = [];
        foreach (string directory in (string[])["", "d/", "d/e/"])
        {
            Directory.CreateDirectory(folder.At("src/" + directory));
            for (int i = 0; i < s_targets.Length; i++)
            {
                links.Add(($"{directory}link{i}", s_targets[i]));
                File.CreateSymbolicLink(folder.At($"src/{directory}link{i}"), s_targets[i]);
            }
        }

        string[] lines = TransferProbe.Rsync("-rln --safe-links", folder.At("src/"), folder.At("dst")).Lines;
        HashSet<string> safe = [.. lines.Where(static line => line.StartsWith("cL", StringComparison.Ordinal)).Select(static line => line[12..].Split(" -> ")[0])];

        Assert.NotEmpty(safe);
        Assert.NotEqual(links.Count, safe.Count);
        foreach ((string path, string target) in links)
        {
            bool leadsOut = LinkSafety.LeadsOut(Encoding.UTF8.GetBytes(target), Encoding.UTF8.GetBytes(path));
            Assert.True(leadsOut != safe.Contains(path), $"{path} -> {target}: {(leadsOut ? "leads out" : "stays")}, and rsync says the opposite");
        }
    }

    [Fact]
    public void A_link_without_a_target_leads_out() => Assert.True(LinkSafety.LeadsOut(default, "d/link"u8));
}
