using System.Runtime.Versioning;
using System.Text.Json;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Mount;

/// <summary>The commands, as a user runs them.</summary>
[SupportedOSPlatform("linux")]
public sealed class MountTests : IDisposable
{
    private readonly TempFolder _source = new(CorpusStore.Folder);
    private readonly TempFolder _mount = new();

    public MountTests()
    {
        Assert.SkipUnless(RawFiles.IsRoot && File.Exists("/dev/fuse"), "mounting needs root and /dev/fuse");
        Assert.SkipUnless(File.Exists(RepositoryRoot.Binary), "the binary is needed: run ./test");
    }

    public void Dispose()
    {
        Shell.Run("umount", "-l", _mount.Path);
        _mount.Dispose();
        _source.Dispose();
    }

    [Fact]
    public void A_mount_goes_to_the_background_and_holds_nothing_of_who_started_it()
    {
        // Run waits for the end of both streams, which the process in the background must have closed.
        ShellResult result = Fathom("mount", _source.Path, _mount.Path);

        Assert.Equal((0, "", ""), (result.ExitCode, result.Text, result.Error));
        File.WriteAllText(_mount.At("file"), "content");
        Assert.Equal("content", File.ReadAllText(_source.At("file")));
        Assert.Equal(0, Fathom("umount", _mount.Path).ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_mount.Path));
    }

    [Fact]
    public void Mounts_are_listed()
    {
        Fathom("mount", "--ro", _source.Path, _mount.Path).EnsureSuccess();

        using JsonDocument mounts = JsonDocument.Parse(Fathom("mounts", "--json").EnsureSuccess().Text);
        JsonElement mount = Assert.Single(mounts.RootElement.EnumerateArray(), mount => mount.GetProperty("path").GetString() == _mount.Path);

        Assert.Equal(_source.Path, mount.GetProperty("root").GetString());
        Assert.True(mount.GetProperty("read_only").GetBoolean());
        Assert.Contains($"'{_source.Path}' on '{_mount.Path}' ro", Fathom("mounts").EnsureSuccess().Lines);
    }

    [Fact]
    public void A_mount_in_use_is_not_ended_unless_forced()
    {
        Fathom("mount", _source.Path, _mount.Path).EnsureSuccess();
        using FileStream file = File.Create(_mount.At("file"));

        ShellResult busy = Fathom("umount", _mount.Path);

        Assert.Equal(1, busy.ExitCode);
        Assert.Contains("Device or resource busy", busy.Error, StringComparison.Ordinal);
        Assert.Equal(0, Fathom("umount", "--force", _mount.Path).ExitCode);
        Assert.DoesNotContain(File.ReadAllLines("/proc/self/mounts"), line => line.Contains(_mount.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Sigterm_writes_everything_and_unmounts()
    {
        string script = $"""
            '{RepositoryRoot.Binary}' mount --foreground '{_source.Path}' '{_mount.Path}' & pid=$!
            for i in $(seq 200); do grep -q ' {_mount.Path} ' /proc/self/mounts && break; sleep 0.05; done
            exec 9>'{_mount.At("file")}'; echo written >&9
            kill $pid; wait $pid
            """;

        ShellResult result = Shell.Run(new ShellCommand("bash", "-c", script) { Timeout = TimeSpan.FromSeconds(30) });

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("written\n", File.ReadAllText(_source.At("file")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_mount.Path));
    }

    [Fact]
    public void An_ordinary_user_mounts_through_fusermount()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fusermount3"), "fusermount3 is needed: package fuse3");
        Shell.Run("chown", "65534:65534", _source.Path, _mount.Path).EnsureSuccess();
        Shell.Run("chmod", "755", CorpusStore.Folder).EnsureSuccess();

        // A device as most systems have it, seen by this one test alone.
        string script = $"""
            set -e
            mknod '{_mount.Path}.dev' c 10 229; chmod 666 '{_mount.Path}.dev'; mount --bind '{_mount.Path}.dev' /dev/fuse
            export HOME=/ DOTNET_BUNDLE_EXTRACT_BASE_DIR=/tmp
            as="setpriv --reuid=65534 --regid=65534 --clear-groups"
            $as '{RepositoryRoot.Binary}' mount '{_source.Path}' '{_mount.Path}'
            $as sh -c 'echo mine >"{_mount.At("file")}"; cat "{_mount.At("file")}"'
            $as '{RepositoryRoot.Binary}' umount '{_mount.Path}'
            ! grep ' {_mount.Path} ' /proc/self/mounts
            """;
        ShellResult result = Shell.Run(new ShellCommand("unshare", "-m", "bash", "-c", script) { Timeout = TimeSpan.FromSeconds(30) });
        File.Delete(_mount.Path + ".dev");

        Assert.Equal((0, "mine\n", ""), (result.ExitCode, result.Text, result.Error));
        Assert.Equal("mine\n", File.ReadAllText(_source.At("file")));
    }

    [Fact]
    public void What_cannot_be_mounted_is_said()
    {
        ShellResult noRoot = Fathom("mount", _source.At("missing"), _mount.Path);
        ShellResult noDirectory = Fathom("mount", _source.Path, _mount.At("missing"));
        ShellResult notMounted = Fathom("umount", _mount.Path);

        Assert.Equal((1, 1, 1), (noRoot.ExitCode, noDirectory.ExitCode, notMounted.ExitCode));
        Assert.Contains("missing", noRoot.Error, StringComparison.Ordinal);
        Assert.Contains("cannot mount on", noDirectory.Error, StringComparison.Ordinal);
        Assert.Contains("fathom mounts lists what can be", notMounted.Error, StringComparison.Ordinal);
    }

    private static ShellResult Fathom(params string[] arguments) =>
        Shell.Run(new ShellCommand(RepositoryRoot.Binary, arguments) { Timeout = TimeSpan.FromSeconds(30) });
}
