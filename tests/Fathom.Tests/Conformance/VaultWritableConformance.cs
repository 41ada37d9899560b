using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>Changes of a vault on this machine's disk.</summary>
[SupportedOSPlatform("linux")]
public abstract class VaultWritableConformance : WritableConformance, IDisposable
{
    // Where extended attributes of the user's are, which not every system's folder for temporary files has.
    private readonly TempFolder _folder = new(CorpusStore.Folder);
    private readonly VaultWriter _writer;

    protected VaultWritableConformance(CipherCombo cipher) => _writer = new VaultWriter(_folder.Path, cipher);

    protected override bool NamesAreText => true;

    // What stands for a link is a file.
    protected override string LinkXattr => "user.own";

    [Fact]
    public void Everything_that_was_disposed_is_closed()
    {
        using IWritableTree tree = Open();
        string[] before = [.. OpenDescriptors.Below(_folder.Path).Order(StringComparer.Ordinal)];
        using (IWritableNode root = tree.WritableRoot())
        {
            string longName = new('n', 200);
            foreach (string name in new[] { "short", longName })
            {
                using IWritableNode directory = root.PutDirectory(name);
                directory.Put("file", [1]);
                directory.Put(longName, [2]);
                Assert.Equal(Errno.None, directory.MakeSymlink("link"u8, "x"u8, out IWritableNode? link));
                using (link)
                {
                    Assert.Equal(Errno.None, directory.Link("other"u8, link!));
                }

                Assert.Equal(Errno.EEXIST, directory.MakeSymlink("link"u8, "x"u8, out _));
                Assert.Equal(Errno.None, directory.Rename("file"u8, directory, ContentSteps.Bytes(longName), RenameMode.Replace));
                Assert.Equal(Errno.None, directory.Rename(ContentSteps.Bytes(longName), directory, "link"u8, RenameMode.Exchange) switch
                {
                    Errno.EOPNOTSUPP => Errno.None,
                    Errno other => other,
                });
                Assert.Equal(Errno.None, directory.Sync());
                Assert.Equal(Errno.ENOTEMPTY, root.RemoveDirectory(ContentSteps.Bytes(name)));
                Assert.Equal(Errno.None, directory.Unlink("link"u8));
                Assert.Equal(Errno.None, directory.Unlink("other"u8));
                Assert.Equal(Errno.None, directory.Unlink(ContentSteps.Bytes(longName)));
                Assert.Equal(Errno.None, root.RemoveDirectory(ContentSteps.Bytes(name)));
            }

            Assert.Equal(Errno.None, root.Sync());
        }

        // Branches of content directories stay open.
        string[] after = [.. OpenDescriptors.Below(_folder.Path).Except(before)];
        Assert.All(after, path => Assert.Equal(2, Path.GetFileName(path).Length));
        Assert.Equal(["d"], Directory.GetDirectories(_folder.Path).Select(Path.GetFileName));
        Assert.Equal(["dirid.c9r"], Directory.GetFileSystemEntries(_writer.ContentOf(DirectoryId.Root)).Select(Path.GetFileName));
    }

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override IWritableTree Open() => VaultTree.Open(LocalTree.Open(_folder.Path), VaultWriter.Password);
}
