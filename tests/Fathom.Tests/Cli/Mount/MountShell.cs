using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Mount;

/// <summary>Scripts that mount: <c>$fathom</c> is the binary, <c>$m</c> where to mount, <c>$w</c> a folder for everything else. Nothing stays mounted.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MountShell : IDisposable
{
    internal const string Password = "correct horse";

    private readonly TempFolder _folder = new(CorpusStore.Folder);
    private readonly TempFolder _mount = new();

    internal MountShell()
    {
        Assert.SkipUnless(RawFiles.IsRoot && File.Exists("/dev/fuse"), "mounting needs root and /dev/fuse");
        Assert.SkipUnless(File.Exists(RepositoryRoot.Binary), "the binary is needed: run ./test");
    }

    /// <summary>Where to mount.</summary>
    internal string Mount => _mount.Path;

    /// <summary>The folder for everything else.</summary>
    internal TempFolder Folder => _folder;

    /// <summary>Runs a script of bash in the folder; it stops at its first failure.</summary>
    internal ShellResult Run(string script) => Shell.Run(new ShellCommand("bash", "-euc", $"""
        fathom='{RepositoryRoot.Binary}' m='{_mount.Path}' w='{_folder.Path}'
        {script}
        """)
    {
        WorkingDirectory = _folder.Path,
        Timeout = TimeSpan.FromSeconds(60),
    });

    /// <summary>Makes a vault in <c>v</c> that opens at once.</summary>
    internal void MakeVault() => Run($"FATHOM_PASSWORD='{Password}' $fathom vault create --scrypt-cost 1024 v").EnsureSuccess();

    public void Dispose()
    {
        while (File.ReadAllLines("/proc/self/mounts").Any(line => line.Split(' ')[1] == _mount.Path))
        {
            Shell.Run("umount", "-l", _mount.Path).EnsureSuccess();
        }

        _mount.Dispose();
        _folder.Dispose();
    }
}
