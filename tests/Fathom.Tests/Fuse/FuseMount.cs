using System.Runtime.Versioning;
using Fathom.Fuse;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Fuse;

/// <summary>A folder or a vault that is served, and the folder where it is mounted. Needs root. Nothing stays mounted, whatever the test did.</summary>
[SupportedOSPlatform("linux")]
internal sealed class FuseMount : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder? _own;
    private readonly TempFolder _mount = new();
    private readonly VaultWriter? _vault;
    private readonly IContentTree _tree;

    /// <summary>Mounts a folder of its own.</summary>
    internal FuseMount(FuseOptions? options = null)
        : this(Served.Folder, options)
    {
    }

    /// <summary>Mounts a folder or a vault of its own.</summary>
    internal FuseMount(Served served, FuseOptions? options = null)
        : this(new TempFolder(CorpusStore.Folder), null, served, options)
    {
    }

    /// <summary>Mounts a folder that is there.</summary>
    internal FuseMount(string source, FuseOptions? options = null)
        : this(source, Served.Folder, options)
    {
    }

    /// <summary>Mounts a folder that is there, or a vault that is made in it.</summary>
    internal FuseMount(string source, Served served, FuseOptions? options = null)
        : this(null, source, served, options)
    {
    }

    private FuseMount(TempFolder? own, string? source, Served served, FuseOptions? options)
    {
        Assert.SkipUnless(RawFiles.IsRoot && File.Exists("/dev/fuse"), "mounting needs root and /dev/fuse");
        _own = own;
        Source = source ?? own!.Path;
        _vault = served == Served.Folder ? null : new VaultWriter(Source, served == Served.GcmVault ? CipherCombo.SivGcm : CipherCombo.SivCtrMac);
        _tree = _vault is null ? LocalTree.Open(Source) : VaultTree.Open(LocalTree.Open(Source), VaultWriter.Password);
        Server = FuseServer.Mount(_tree, _mount.Path, options);
    }

    internal FuseServer Server { get; }

    /// <summary>What is served; of a vault the ciphertext.</summary>
    internal string Source { get; }

    /// <summary>Where it is mounted.</summary>
    internal string Path => _mount.Path;

    /// <summary>Waits for something that the kernel does in its own time.</summary>
    internal static void Eventually(Func<bool> isTrue, Func<object> state)
    {
        DateTime end = DateTime.UtcNow + s_patience;
        while (!isTrue())
        {
            Assert.True(DateTime.UtcNow < end, $"not within {s_patience}: {state()}");
            Thread.Sleep(20);
        }
    }

    /// <summary>A name in the mount.</summary>
    internal string At(string relativePath) => System.IO.Path.Combine(Path, relativePath);

    /// <summary>A name in what is served.</summary>
    internal string Behind(string relativePath) => System.IO.Path.Combine(Source, relativePath);

    /// <summary>Runs a script of the shell in a folder.</summary>
    internal static ShellResult Script(string folder, string script) =>
        Shell.Run(new ShellCommand("bash", "-euc", script) { WorkingDirectory = folder, Timeout = s_patience });

    /// <summary>Runs a script of the shell in the mount.</summary>
    internal ShellResult Script(string script) => Script(Path, script);

    /// <summary>Ends the mount. A vault must be sound then, to the last chunk, with nothing left over.</summary>
    internal void EndSound()
    {
        Assert.Equal(Errno.None, Server.Stop());
        if (_vault is not null)
        {
            Assert.Empty(_vault.Check(CheckSteps.Data).Lines());
        }
    }

    public void Dispose()
    {
        try
        {
            Deadline.Run(Server.Dispose, (int)s_patience.TotalSeconds);
        }
        finally
        {
            // Also when the server is broken: a dead mount would stop every later look at the folder.
            while (IsMounted())
            {
                Shell.Run("umount", "-l", Path).EnsureSuccess();
            }

            _tree.Dispose();
            _vault?.Dispose();
            _mount.Dispose();
            _own?.Dispose();
        }
    }

    private bool IsMounted() => File.ReadAllLines("/proc/self/mounts").Any(line => line.Split(' ')[1] == Path);
}
