using System.Globalization;
using System.Runtime.Versioning;
using Fathom.Fuse;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Fuse;

/// <summary>A disk that is full behind a mount: who writes hears it, and nothing else is damaged.</summary>
[SupportedOSPlatform("linux")]
public sealed class FullDiskTests : IDisposable
{
    private const string SaysNoSpace = "ENOSPC";

    // Prints which call failed, and why.
    private const string Program = """
        use strict; use warnings; use IO::Handle; use Fcntl;
        my ($how, $name, $megabytes) = @ARGV; my $wrong = '';
        sub check { my ($what, $ok) = @_; if (!$ok && !$wrong) { $wrong = "$what " . ($!{ENOSPC} ? 'ENOSPC' : "$!") } $ok }
        if (check('open', sysopen(my $f, $name, O_RDWR|O_CREAT))) {
            for (1 .. $megabytes * 16) { my $n = syswrite($f, 'x' x 65536); check('write', defined $n && $n == 65536) or last }
            check('fsync', defined $f->sync) if $how eq 'fsync';
            check('close', close $f);
        }
        print "$wrong\n";
        """;

    private readonly TempFolder _disk = new();
    private readonly TempFolder _program = new();

    public FullDiskTests()
    {
        Assert.SkipUnless(RawFiles.IsRoot && File.Exists("/dev/fuse"), "mounting needs root and /dev/fuse");
        Shell.Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", _disk.Path).EnsureSuccess();
        _program.Write("write.pl", Program);
    }

    public void Dispose()
    {
        Shell.Run("umount", "-l", _disk.Path);
        _disk.Dispose();
        _program.Dispose();
    }

    [Theory]
    [InlineData(Served.Folder, "fsync", true)]
    [InlineData(Served.GcmVault, "fsync", true)]
    [InlineData(Served.GcmVault, "close", true)]
    [InlineData(Served.GcmVault, "write", false)]
    [InlineData(Served.CtrMacVault, "close", true)]
    public void Who_writes_to_a_full_disk_hears_it_and_nothing_else_is_damaged(Served served, string how, bool gathersWrites)
    {
        using FuseMount mount = new(_disk.Path, served, FuseOptions.Default with { WritebackCache = gathersWrites });
        byte[] content = ContentSteps.Noise(1_000_000);
        File.WriteAllBytes(mount.At("untouched"), content);
        Assert.Equal("", Write(mount, how, "grows", 1));

        string failure = Write(mount, how, "grows", 20);
        string full = Write(mount, how, "other", 20);
        ShellResult made = mount.Script("for i in {1..300}; do dd if=/dev/zero of=small-$i bs=5000 count=1 conv=fsync status=none && ln -s x link-$i && mkdir dir-$i || break; done 2>&1");

        Assert.EndsWith(SaysNoSpace, failure, StringComparison.Ordinal);
        Assert.EndsWith(SaysNoSpace, full, StringComparison.Ordinal);
        Assert.Contains("No space left on device", made.Text, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(mount.At("untouched")));

        // Room again: the next writer has no trouble.
        File.Delete(mount.At("other"));
        File.Delete(mount.At("grows"));
        Assert.Equal("", Write(mount, how, "after", 1));
        Assert.Equal(1024 * 1024, new FileInfo(mount.At("after")).Length);

        // The first who asks for the mount as a whole hears of it too, so that a stop would.
        mount.Script("sync -f . || true").EnsureSuccess();
        mount.EndSound();
    }

    private string Write(FuseMount mount, string how, string name, int megabytes) =>
        Shell.Run("perl", _program.At("write.pl"), how, mount.At(name), megabytes.ToString(CultureInfo.InvariantCulture)).EnsureSuccess().Text.Trim();
}
