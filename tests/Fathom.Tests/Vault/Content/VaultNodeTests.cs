using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Content;

/// <summary>Nodes that are looked at while others change them.</summary>
[SupportedOSPlatform("linux")]
public sealed class VaultNodeTests : IDisposable
{
    private readonly VaultFolder _vault = new();
    private readonly CiphertextLimits _limits = new();
    private readonly VaultTree _tree;
    private readonly IWritableNode _root;

    public VaultNodeTests()
    {
        _tree = VaultTree.Open(new LimitedTree(LocalTree.Open(_vault.Writer.Folder), _limits), VaultWriter.Password);
        _root = ((IWritableTree)_tree).WritableRoot();
    }

    public void Dispose()
    {
        _root.Dispose();
        _tree.Dispose();
        _vault.Dispose();
    }

    [Theory]
    [InlineData("short")]
    [InlineData("long")]
    public void A_file_that_is_just_being_written_has_a_size(string name)
    {
        name = name == "long" ? new string('n', 200) : name;
        _root.Put(name, []);
        using IWritableNode node = _root.WritableAt(name);
        using IWritableFile file = node.FileForWriting();

        Assert.Equal((Errno.None, 5), DuringWrite(file, () => (node.ReadAttributes(StatMask.Size, out NodeAttributes attributes), attributes.Size)));
        Assert.Equal((Errno.None, 5), DuringWrite(file, () =>
        {
            Errno errno = _root.Open(ContentSteps.Bytes(name), StatMask.Size, out IContentNode? opened, out NodeAttributes attributes);
            opened?.Dispose();
            return (errno, attributes.Size);
        }));
        Assert.Equal((Errno.None, 5), DuringWrite(file, () =>
        {
            (Errno, long) listed = default;
            _root.List(StatMask.Size, (batch, index) => listed = (batch.Errnos(index), batch.Sizes[index]));
            return listed;
        }));
    }

    [Fact]
    public void A_directory_that_moves_while_it_is_opened_is_not_moved_below_itself()
    {
        using IWritableNode a = _root.PutDirectory("a");
        using IWritableNode b = _root.PutDirectory("b");
        a.PutDirectory("x").Dispose();
        bool hasMoved = false;

        // A name of 30 characters is a content directory: all is known of the name by then.
        _limits.Opening = name =>
        {
            if (name.Length == 30 && !hasMoved)
            {
                hasMoved = true;
                Assert.Equal(Errno.None, a.Rename("x"u8, b, "x"u8, RenameMode.Replace));
            }
        };
        Errno errno = a.Open("x"u8, out IContentNode? x);
        using (x)
        {
            Assert.True(hasMoved);
            Assert.Equal(Errno.ENOENT, errno);
        }

        using IWritableNode moved = b.WritableAt("x");
        Assert.Equal(Errno.EINVAL, _root.Rename("b"u8, moved, "b"u8, RenameMode.Replace));
    }

    [Fact]
    public void A_directory_that_moved_since_it_was_listed_is_not_moved_below_itself()
    {
        using IWritableNode a = _root.PutDirectory("a");
        using IWritableNode b = _root.PutDirectory("b");
        a.PutDirectory("x").Dispose();
        EntryBatch batch = new();
        Assert.Equal(Errno.None, a.OpenListing(StatMask.None, out IDirectoryListing? listing));
        using (listing)
        {
            Assert.Equal(Errno.None, listing!.Next(batch));
        }

        Assert.Equal(Errno.None, a.Rename("x"u8, b, "x"u8, RenameMode.Replace));

        Assert.Equal(Errno.ENOENT, a.Open(batch, 0, out IContentNode? stale));
        using (stale)
        using (IWritableNode moved = b.WritableAt("x"))
        {
            Assert.Equal(Errno.EINVAL, _root.Rename("b"u8, moved, "b"u8, RenameMode.Replace));
        }
    }

    // Looks in another thread when half of a chunk is stored, and goes on when that thread waits or has ended.
    private (Errno Errno, long Size) DuringWrite(IWritableFile file, Func<(Errno, long)> look)
    {
        (Errno, long) seen = default;
        Thread? other = null;
        Assert.Equal(Errno.None, file.SetLength(0));
        _limits.HalfWritten = () =>
        {
            other = new Thread(() => seen = look());
            other.Start();
            SpinWait.SpinUntil(() => !other.IsAlive || (other.ThreadState & ThreadState.WaitSleepJoin) != 0);
        };
        file.WriteAll(0, [1, 2, 3, 4, 5]);
        _limits.HalfWritten = null;
        other!.Join();
        return seen;
    }
}
