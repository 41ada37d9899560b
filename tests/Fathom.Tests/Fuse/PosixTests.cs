using System.Runtime.Versioning;
using Fathom.Fuse;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Fuse;

/// <summary>The rules of <see cref="PosixCases"/> hold on a mount, with everything that the kernel can keep and with nothing kept.</summary>
[Collection(nameof(Alone))]
[SupportedOSPlatform("linux")]
public sealed class PosixTests
{
    private const string AllAtOnce = """
        check() {
            case=$(mktemp -d "$2/case-XXXXXX") && cd "$case" && chmod 755 "$case" || return
            said=$(timeout 20 perl "$1" 2>&1) || { printf '%s: %s\n' "$(head -n 1 "$1")" "$(head -n 3 <<<"$said")"; return 1; }
        }
        export -f check
        printf '%s\0' "$1"/* | xargs -0 -P 4 -I PROGRAM bash -c 'check "$@"' - PROGRAM "$2"
        """;

    [Fact]
    public void The_rules_hold_on_a_plain_folder()
    {
        using TempFolder folder = new(CorpusStore.Folder);
        Check(folder.Path, PosixCases.Programs);
    }

    [Theory]
    [InlineData(Served.Folder)]
    [InlineData(Served.GcmVault)]
    [InlineData(Served.CtrMacVault)]
    public void The_rules_hold_on_a_mount_whose_kernel_keeps_everything(Served served) => CheckMount(served, FuseOptions.Default with { AllowOther = true });

    [Theory]
    [InlineData(Served.Folder)]
    [InlineData(Served.GcmVault)]
    public void The_rules_hold_on_a_mount_whose_kernel_keeps_nothing(Served served) => CheckMount(served, FuseConformance.Options);

    private static void CheckMount(Served served, FuseOptions options)
    {
        // As PrepareProcess does for a program; here it must not stay.
        uint umask = Fathom.Fuse.Interop.SetUmask(0);
        try
        {
            using FuseMount mount = new(served, options);
            File.SetUnixFileMode(mount.Path, (UnixFileMode)0x1ed);
            Check(mount.Path, served == Served.Folder ? PosixCases.Programs : PosixCases.InVaults);
            Assert.Equal(0, mount.Server.Statistics.OpenFiles);
            mount.EndSound();
        }
        finally
        {
            _ = Fathom.Fuse.Interop.SetUmask(umask);
        }
    }

    private static void Check(string folder, IReadOnlyDictionary<string, string> cases)
    {
        using TempFolder programs = new();
        foreach ((int index, (string rule, string program)) in cases.Index())
        {
            programs.Write($"programs/{index:d3}", $"# {rule}\n{PosixCases.Prelude}{program};\n");
        }

        ShellResult result = Shell.Run(new ShellCommand("bash", "-c", AllAtOnce, "cases", programs.At("programs"), folder));

        Assert.True(result.ExitCode == 0, result.Text + result.Error);
    }
}
