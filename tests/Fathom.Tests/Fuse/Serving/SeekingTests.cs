using System.Runtime.Versioning;
using Fathom.Fuse;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Fuse.Serving;

[SupportedOSPlatform("linux")]
public sealed class SeekingTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void A_read_only_folder_has_the_holes_that_its_files_have()
    {
        using TempFolder folder = new(CorpusStore.Folder);
        FuseMount.Script(folder.Path, """
            truncate -s 4M sparse
            for at in 16 48; do head -c 65536 /dev/urandom | dd of=sparse bs=64K seek=$at conv=notrunc status=none; done
            """).EnsureSuccess();
        using FuseMount mount = new(folder.Path, FuseOptions.Default with { IsReadOnly = true });
        long[] offsets = [0, 1, Mebibyte, Mebibyte + 5, 2 * Mebibyte, 3 * Mebibyte, (4 * Mebibyte) - 1, 4 * Mebibyte, 5 * Mebibyte];

        string[] mounted = Stretches(mount.Path, offsets);

        Assert.Equal(Stretches(folder.Path, offsets), mounted);
        Assert.Equal("1048576 1114112", mounted[0]);
        Assert.Equal(mounted[^1], $"{5 * Mebibyte} {5 * Mebibyte}");
    }

    [Fact]
    public void What_is_not_written_yet_is_no_hole()
    {
        using FuseMount mount = new();
        mount.Script("truncate -s 4M sparse").EnsureSuccess();
        using FileStream file = new(mount.At("sparse"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        file.Position = 2 * Mebibyte;
        file.Write("data"u8);

        string stretch = Stretches(mount.Path, [0]).Single();

        Assert.Equal($"0 {4 * Mebibyte}", stretch);
    }

    private static string[] Stretches(string folder, long[] offsets)
    {
        using LocalTree tree = LocalTree.Open(folder);
        using IContentNode root = tree.Root();
        Assert.Equal(Errno.None, root.Open("sparse"u8, StatMask.None, out IContentNode? node, out _));
        using (node)
        {
            Assert.Equal(Errno.None, node!.OpenFile(out IContentFile? file));
            using (file)
            {
                return [.. offsets.Select(offset => file!.FindData(offset, out long start, out long end) == Errno.None ? $"{start} {end}" : "error")];
            }
        }
    }
}
