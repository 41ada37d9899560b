using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Changes;

[SupportedOSPlatform("linux")]
public sealed class ManyThreadsTests : IDisposable
{
    private const uint Plain = 0x1a4; // 0644

    private readonly VaultFolder _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void Whatever_threads_do_to_the_same_names_the_vault_stays_sound()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        using IWritableNode one = root.PutDirectory("one");
        using IWritableNode two = root.PutDirectory("two");
        IWritableNode[] directories = [root, one, two];

        Deadline.Run(() => Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            Random random = new(thread);
            for (int i = 0; i < 400; i++)
            {
                Errno errno = Change(random, directories[random.Next(3)], directories[random.Next(3)]);
                Assert.False(errno is Errno.EBADMSG or Errno.EIO or Errno.EAGAIN, errno.ToString());
            }
        }));

        Assert.DoesNotContain(EntryShape.Lines(root), static line => line.Contains("EBADMSG", StringComparison.Ordinal));
        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Fact]
    public void What_is_made_in_a_directory_that_is_being_removed_is_not_lost()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        for (int round = 0; round < 100; round++)
        {
            using IWritableNode directory = root.PutDirectory("directory");
            Errno made = Errno.None;
            Errno removed = Errno.None;
            Deadline.Run(() => Parallel.Invoke(
                () =>
                {
                    made = directory.CreateFile("file"u8, Plain, true, out IWritableNode? node, out IWritableFile? file);
                    node?.Dispose();
                    file?.Dispose();
                },
                () => removed = root.RemoveDirectory("directory"u8)));

            Assert.Contains((made, removed), new[] { (Errno.None, Errno.ENOTEMPTY), (Errno.ENOENT, Errno.None) });
            if (made == Errno.None)
            {
                Assert.Equal(Errno.None, directory.Unlink("file"u8));
                Assert.Equal(Errno.None, root.RemoveDirectory("directory"u8));
            }
        }

        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Fact]
    public void Directories_that_move_into_each_other_make_no_circle()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        for (int round = 0; round < 100; round++)
        {
            using IWritableNode a = root.PutDirectory("a");
            using IWritableNode b = root.PutDirectory("b");
            Errno aToB = Errno.None;
            Errno bToA = Errno.None;
            Deadline.Run(() => Parallel.Invoke(
                () => aToB = root.Rename("a"u8, b, "x"u8, RenameMode.Replace),
                () => bToA = root.Rename("b"u8, a, "x"u8, RenameMode.Replace)));

            Assert.Single(new[] { aToB, bToA }, Errno.None);
            Assert.Equal(Errno.None, (aToB == Errno.None ? b : a).RemoveDirectory("x"u8));
            Assert.Equal(Errno.None, root.RemoveDirectory(aToB == Errno.None ? "b"u8 : "a"u8));
        }

        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    // Names of all shapes, the same ones for everybody; one and two themselves stay.
    private static Errno Change(Random random, IWritableNode from, IWritableNode to)
    {
        byte[] name = Name(random);
        IWritableNode? node = null;
        IWritableFile? file = null;
        Errno errno = random.Next(8) switch
        {
            0 => from.CreateFile(name, Plain, random.Next(2) == 0, out node, out file),
            1 => from.MakeDirectory(name, 0x1ed, out node),
            2 => from.MakeSymlink(name, "target"u8, out node),
            3 => from.Unlink(name),
            4 => from.RemoveDirectory(name),
            5 => from.Rename(name, to, Name(random), RenameMode.Exchange),
            _ => from.Rename(name, to, Name(random), RenameMode.Replace),
        };
        file?.Dispose();
        if (errno == Errno.None && node is { Kind: not EntryKind.Directory })
        {
            // Somebody may have removed what it is linked from.
            errno = to.Link(Name(random), node);
        }

        node?.Dispose();
        return errno;
    }

    private static byte[] Name(Random random) => ContentSteps.Bytes($"{random.Next(3)}" + new string('n', random.Next(2) * 200));
}
