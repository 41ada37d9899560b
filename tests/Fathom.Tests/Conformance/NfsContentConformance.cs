using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>Content of an NFS server, read from NFS-Ganesha.</summary>
public sealed class NfsContentConformance : DiskContentConformance
{
    protected override IContentTree Open() => OpenFolder(FolderPath);

    protected override void LookAsOrdinaryUser(Action<IContentNode> look)
    {
        using NfsTree tree = OpenFolder(FolderPath, $"&uid={OrdinaryUser}&gid={OrdinaryUser}");
        using IContentNode root = tree.Root();
        look(root);
    }

    [Fact]
    public void Entries_of_a_listing_open_without_a_call()
    {
        PutFile("file", [1]);
        PutDirectory("directory");
        using NfsTree tree = OpenFolder(FolderPath);
        using IContentNode root = tree.Root();

        root.List(StatMask.Kind, (batch, i) =>
        {
            long before = tree.Statistics.Calls;
            Assert.Equal(Errno.None, root.Open(batch, i, out _));
            Assert.Equal(before, tree.Statistics.Calls);
        });
    }

    internal static NfsTree OpenFolder(string folder, string query = "") => NfsTree.Open(
        NfsUrl.TryParse(Encoding.UTF8.GetBytes(GaneshaServer.Shared.UrlOf(folder) + query), out NfsUrl? url, out string? problem)
            ? url
            : throw new ArgumentException(problem));
}
