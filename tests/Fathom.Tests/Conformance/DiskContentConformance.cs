using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>What every tree must do whose content stands in a folder of this machine.</summary>
public abstract class DiskContentConformance : ContentConformance, IDisposable
{
    /// <summary>The user id of nobody, on every Linux.</summary>
    protected const uint OrdinaryUser = 65534;

    private readonly TempFolder _folder = new(CorpusStore.Folder);

    /// <summary>Where the root of the tree is.</summary>
    protected string FolderPath => _folder.Path;

    /// <summary>The folder as <see cref="OrdinaryUser"/> sees it; <paramref name="look"/> may do so on the calling thread alone.</summary>
    protected abstract void LookAsOrdinaryUser(Action<IContentNode> look);

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override void PutFile(string name, byte[] content)
    {
        File.WriteAllBytes(_folder.At("new"), content);
        InFolder(directory => RawFiles.RenameAt(directory, "new"u8, ContentSteps.Bytes(name)));
    }

    protected override void PutDirectory(string name) =>
        InFolder(directory => RawFiles.MakeDirectoryAt(directory, ContentSteps.Bytes(name)));

    protected override void PutSymlink(string name, string target) =>
        InFolder(directory => RawFiles.MakeLinkAt(ContentSteps.Bytes(target), directory, ContentSteps.Bytes(name)));

    [Fact]
    public void A_node_stays_the_same_when_its_name_changes()
    {
        PutFile("before", [1, 2, 3]);
        PutDirectory("directory");
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        using IContentNode file = root.At("before");
        using IContentNode directory = root.At("directory");

        File.Move(_folder.At("before"), _folder.At("directory/after"));
        Directory.Move(_folder.At("directory"), _folder.At("moved"));
        File.WriteAllBytes(_folder.At("before"), [9]);

        Assert.Equal([1, 2, 3], file.Content());
        Assert.Equal(["after"], directory.Names());
        Assert.Equal([1, 2, 3], directory.ContentAt("after"));
        Assert.Equal([9], root.ContentAt("before"));
    }

    [Fact]
    public void A_directory_that_is_opened_as_one_is_listed_as_often_as_asked()
    {
        PutDirectory("directory");
        string[] names = [.. Enumerable.Range(0, 500).Select(static i => $"directory/{i:d5}" + new string('n', 60))];
        Assert.All(names, name => _folder.Write(name, ""));
        PutFile("file", []);
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        Assert.Equal(Errno.ENOTDIR, root.OpenDirectory("file"u8, out _));
        Assert.Equal(Errno.ENOENT, root.OpenDirectory("nothing"u8, out _));
        Assert.Equal(Errno.None, root.OpenDirectory("directory"u8, out IContentNode? directory));
        using (directory)
        {
            Assert.Equal(Errno.None, directory!.OpenListing(StatMask.None, out IDirectoryListing? listing));
            using (listing)
            {
                Assert.Equal(Errno.None, listing!.Next(new EntryBatch()));

                Assert.Equal(500, directory.Names().Count);
            }

            Assert.Equal(500, directory.Names().Count);
            Assert.Equal(names, directory.Names().Order(StringComparer.Ordinal).Select(name => "directory/" + name));
        }
    }

    [Fact]
    public void What_may_not_be_read_is_EACCES()
    {
        Assert.SkipUnless(RawFiles.IsRoot, "its own user may read what it made");
        PutFile("secret", [1]);
        PutDirectory("closed");
        InFolder(static directory =>
        {
            RawFiles.ChangeModeAt(directory, "secret"u8, 0);
            RawFiles.ChangeModeAt(directory, "closed"u8, 0);
        });

        LookAsOrdinaryUser(root =>
        {
            using IContentNode secret = root.At("secret");
            using IContentNode closed = root.At("closed");
            Assert.Equal(0, (int)(secret.Attributes().Mode & 0xfff));
            Assert.Equal(Errno.EACCES, ReadFirst(secret));
            Assert.Equal(Errno.EACCES, ListFirst(closed));
            Assert.Equal(Errno.EACCES, closed.Find("x"));
            Assert.Equal(Errno.None, root.OpenDirectory("closed"u8, out IContentNode? opened));
            using (opened)
            {
                Assert.Equal(Errno.EACCES, ListFirst(opened!));
                Assert.Equal(0, (int)(opened!.Attributes().Mode & 0xfff));
            }
        });
    }

    [Fact]
    public void A_name_of_255_bytes_may_be_there_and_a_longer_one_cannot()
    {
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();

        Assert.Equal(Errno.ENOENT, root.Find(new string('n', 255)));
        Assert.Equal(Errno.ENAMETOOLONG, root.Find(new string('n', 256)));
    }

    [Fact]
    public void What_is_neither_file_nor_directory_is_never_opened()
    {
        InFolder(static directory => RawFiles.MakeFifoAt(directory, "pipe"u8));
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        using IContentNode pipe = root.At("pipe");

        Assert.Equal(EntryKind.Fifo, pipe.Kind);
        Deadline.Run(() => Assert.Equal(Errno.EINVAL, pipe.OpenFile(out _)));
    }

    protected void InFolder(Action<int> act)
    {
        int directory = RawFiles.OpenDirectory(ContentSteps.Bytes(_folder.Path));
        try
        {
            act(directory);
        }
        finally
        {
            RawFiles.CloseDirectory(directory);
        }
    }

    private static Errno ReadFirst(IContentNode node)
    {
        Errno errno = node.OpenFile(out IContentFile? file);
        using (file)
        {
            return errno == Errno.None ? file!.Read(0, new byte[1], out _) : errno;
        }
    }

    private static Errno ListFirst(IContentNode node)
    {
        Errno errno = node.OpenListing(StatMask.None, out IDirectoryListing? listing);
        using (listing)
        {
            return errno == Errno.None ? listing!.Next(new EntryBatch()) : errno;
        }
    }
}
