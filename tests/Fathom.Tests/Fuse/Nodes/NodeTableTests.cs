using System.Runtime.Versioning;
using Fathom.Fuse;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Fuse.Nodes;

[SupportedOSPlatform("linux")]
public sealed class NodeTableTests : IDisposable
{
    private readonly TempFolder _folder = new(CorpusStore.Folder);
    private readonly LocalTree _tree;
    private readonly NodeTable _table;

    public NodeTableTests()
    {
        _folder.Write("a", "");
        File.CreateSymbolicLink(_folder.At("l"), "a");
        Shell.Run("ln", _folder.At("a"), _folder.At("b")).EnsureSuccess();
        _tree = LocalTree.Open(_folder.Path);
        IContentNode root = _tree.Root();
        _table = new NodeTable(root, root.Attributes());
    }

    public void Dispose()
    {
        _table.Dispose();
        _tree.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Two_names_of_one_node_have_one_number()
    {
        FuseNode first = Refer("a"u8);
        FuseNode second = Refer("b"u8);

        Assert.Same(first, second);
        Assert.Equal(2ul, first.Lookups);
        Assert.Equal(2, OpenDescriptors.Below(_folder.Path).Count());
    }

    [Fact]
    public void A_node_is_let_go_with_its_last_reference()
    {
        FuseNode node = Refer("a"u8);
        Refer("a"u8);
        Refer("a"u8);

        _table.Forget(node.Id, 2);
        Assert.Same(node, _table.Find(node.Id));
        _table.Forget(node.Id, 1);

        Assert.Null(_table.Find(node.Id));
        Assert.Null(_table.Find(node.Key));
        Assert.Equal(1, _table.Count);
        Assert.Equal((3, 3), _table.Balance);
        Assert.Single(OpenDescriptors.Below(_folder.Path));
    }

    [Fact]
    public void A_number_is_used_again_with_another_generation()
    {
        FuseNode node = Refer("a"u8);
        _table.Forget(node.Id, 1);

        FuseNode other = Refer("l"u8);

        Assert.Equal(node.Id, other.Id);
        Assert.NotEqual(node.Generation, other.Generation);
    }

    [Theory]
    [InlineData("made")]
    [InlineData("a")]
    public void A_number_of_a_directory_that_is_gone_may_be_that_of_another_node(string name)
    {
        Directory.CreateDirectory(_folder.At("gone"));
        FuseNode gone = Refer("gone"u8);
        Directory.Delete(_folder.At("gone"));
        Directory.CreateDirectory(_folder.At("made"));
        byte[] other = System.Text.Encoding.UTF8.GetBytes(name);
        Assert.Equal(Errno.None, _table.Root.Content.Open(other, StatMask.Basic, out IContentNode? content, out NodeAttributes attributes));

        // As in a vault, whose directories have the number of a node that they do not hold.
        attributes = attributes with { Device = gone.Key.Device, Inode = gone.Key.Inode };
        FuseNode node = _table.Refer(content!, in attributes, _table.Root, other);

        Assert.NotSame(gone, node);
        Assert.Same(gone, _table.Find(gone.Id));
        _table.Forget(gone.Id, 1);
        Assert.Same(node, _table.Find(node.Key));
        _table.Forget(node.Id, 1);
        Assert.Null(_table.Find(node.Key));
        Assert.Equal((2, 2), _table.Balance);
    }

    [Fact]
    public void Forgetting_too_much_lets_no_other_node_go()
    {
        FuseNode node = Refer("a"u8);

        _table.Forget(node.Id, ulong.MaxValue);
        _table.Forget(node.Id, 1);
        _table.Forget(12345678, 1);
        _table.Forget(ProtocolFlags.RootId, 1);

        Assert.Equal((1, 1), _table.Balance);
        Assert.Same(_table.Root, _table.Find(ProtocolFlags.RootId));
    }

    [Fact]
    public void Threads_that_refer_and_forget_keep_the_balance()
    {
        const int Rounds = 2000;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                _table.Forget(Refer(round % 2 == 0 ? "a"u8 : "l"u8).Id, 1);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal((threads.Length * Rounds, threads.Length * Rounds), _table.Balance);
        Assert.Equal(1, _table.Count);
        Assert.Single(OpenDescriptors.Below(_folder.Path));
    }

    private FuseNode Refer(ReadOnlySpan<byte> name)
    {
        Assert.Equal(Errno.None, _table.Root.Content.Open(name, StatMask.Basic, out IContentNode? node, out NodeAttributes attributes));
        return _table.Refer(node!, in attributes, _table.Root, name);
    }
}
