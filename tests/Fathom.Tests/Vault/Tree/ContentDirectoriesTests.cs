using System.Runtime.Versioning;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Tree;

[SupportedOSPlatform("linux")]
public sealed class ContentDirectoriesTests : IDisposable
{
    private readonly VaultFolder _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void No_more_branches_stay_open_than_asked_for()
    {
        DirectoryId[] ids = [.. Enumerable.Range(0, 50).Select(i => _vault.Writer.MakeDirectory(VaultFolder.Root, $"d{i}"))];
        using VaultTree tree = _vault.Open(new VaultOptions { OpenDirectories = 5 });

        Deadline.Run(() => Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            Assert.Equal(Errno.None, tree.Contents.Open(ids[i * 7 % 50], StatMask.Inode, out IContentNode? node, out NodeAttributes attributes));
            Assert.NotEqual(0ul, attributes.Inode);
            node!.Dispose();
        }));

        // The branches, and the directory above them.
        Assert.InRange(OpenDescriptors.Below(_vault.Writer.At("d")).Count(), 2, 6);
    }

    [Fact]
    public void A_branch_that_was_made_anew_is_found()
    {
        DirectoryId id = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        string content = _vault.Writer.ContentOf(id);
        string branch = Path.GetDirectoryName(content)!;
        using VaultTree tree = _vault.Open();
        Assert.Equal(Errno.None, tree.Contents.Open(id, StatMask.None, out IContentNode? before, out _));
        before!.Dispose();

        Directory.Delete(branch, recursive: true);
        Directory.CreateDirectory(content);

        Assert.Equal(Errno.None, tree.Contents.Open(id, StatMask.None, out IContentNode? after, out _));
        after!.Dispose();
    }
}
