using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Transfer;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

/// <summary>Copies on other file systems, on full disks, and into and out of vaults.</summary>
[SupportedOSPlatform("linux")]
public sealed class FileCopierDiskTests : IDisposable
{
    private readonly TempFolder _folder = TempFolder.OnDisk();

    public void Dispose()
    {
        Shell.Run("umount", "-l", _folder.At("disk"));
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("partial")]
    [InlineData("partial-dir")]
    [InlineData("delay")]
    public void A_full_disk_leaves_the_old_file_whole(string kept)
    {
        Mount("-t tmpfs -o size=4m tmpfs");
        File.WriteAllBytes(_folder.At("file"), ContentSteps.Noise(8_000_000));
        File.WriteAllBytes(_folder.At("disk/file"), [7]);
        using CopySteps steps = CopySteps.Local(_folder.Path, _folder.At("disk"));
        TransferOptions options = TransferOptions.Archive with
        {
            Partial = kept == "partial",
            PartialDirectory = kept == "partial-dir" ? ".part"u8.ToArray() : null,
            DelayUpdates = kept == "delay",
        };

        Errno errno = steps.Copy("file", options, out CopyResult result);

        Assert.Equal((Errno.ENOSPC, TransferAction.Write, false), (errno, result.Action, result.IsSource));
        Assert.Equal(kept.StartsWith("partial", StringComparison.Ordinal), result.KeptPartial);
        Assert.Equal(kept == "partial-dir" ? [".part", "file"] : ["file"], steps.Target.Names());
        byte[] left = steps.Target.ContentAt("file");
        Assert.True(kept == "partial" ? ContentSteps.Noise(8_000_000).AsSpan().StartsWith(left) : left is [7]);
        if (kept == "partial-dir")
        {
            // Once it is whole, nothing of the part is left.
            File.WriteAllBytes(_folder.At("file"), [1, 2]);
            File.Delete(_folder.At("disk/.part/file"));
            File.WriteAllBytes(_folder.At("disk/.part/file"), [1]);
            steps.CopyWell("file", options);
            Assert.Equal(["file"], steps.Target.Names());
        }
    }

    [Theory]
    [InlineData("mkfs.btrfs -q -f", 128)]
    [InlineData("mkfs.xfs -q -f -m reflink=1", 320)]
    public void Blocks_are_shared_where_the_file_system_can(string make, int megabytes)
    {
        Assert.SkipUnless(RawFiles.IsRoot, "mounting needs root");
        string image = _folder.At("image");
        ShellResult made = Shell.Run("bash", "-c", $"truncate -s {megabytes}M {image} && {make} {image}");
        Assert.SkipUnless(made.ExitCode == 0, made.Error);
        Mount($"-o loop {image}");
        Directory.CreateDirectory(_folder.At("disk/source"));
        Directory.CreateDirectory(_folder.At("disk/target"));
        byte[] content = ContentSteps.Noise(5_000_001);
        File.WriteAllBytes(_folder.At("disk/source/file"), content);
        using CopySteps steps = CopySteps.Local(_folder.At("disk/source"), _folder.At("disk/target"));

        foreach (CopyMethod method in Enum.GetValues<CopyMethod>())
        {
            CopyResult result = steps.CopyWell("file", TransferOptions.Archive with { Verify = true }, method);
            Assert.Equal(method == CopyMethod.Auto ? CopyMethod.Reflink : method, result.Method);
            Assert.True(content.AsSpan().SequenceEqual(steps.Target.ContentAt("file")));
        }
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void A_vault_is_a_target_and_a_source(CipherCombo cipher)
    {
        foreach (string name in new[] { "source", "vault", "back" })
        {
            Directory.CreateDirectory(_folder.At(name));
        }

        using VaultWriter vault = new(_folder.At("vault"), cipher);
        byte[] content = ContentSteps.Noise(3_000_001);
        File.WriteAllBytes(_folder.At("source/file"), content);
        File.SetUnixFileMode(_folder.At("source/file"), (UnixFileMode)0x1a0);
        TransferOptions options = TransferOptions.Archive with { Verify = true, Sparse = true };

        using (CopySteps into = new(LocalTree.Open(_folder.At("source")), VaultTree.Open(LocalTree.Open(_folder.At("vault")), VaultWriter.Password)))
        {
            into.CopyWell("file", options);
            Assert.Equal(["file"], into.Target.Names());
        }

        using CopySteps back = new(VaultTree.Open(LocalTree.Open(_folder.At("vault")), VaultWriter.Password), LocalTree.Open(_folder.At("back")));
        CopyResult result = back.CopyWell("file", options);
        Assert.Equal(CopyMethod.Loop, result.Method);
        Assert.Equal(content, File.ReadAllBytes(_folder.At("back/file")));
        Assert.Equal((UnixFileMode)0x1a0, File.GetUnixFileMode(_folder.At("back/file")));
        Assert.Equal(File.GetLastWriteTimeUtc(_folder.At("source/file")), File.GetLastWriteTimeUtc(_folder.At("back/file")));
    }

    private void Mount(string arguments)
    {
        Assert.SkipUnless(RawFiles.IsRoot, "mounting needs root");
        Directory.CreateDirectory(_folder.At("disk"));
        Shell.Run("mount", [.. arguments.Split(' '), _folder.At("disk")]).EnsureSuccess();
    }
}
