using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Names;

[SupportedOSPlatform("linux")]
public sealed class StoredPathsTests : IDisposable
{
    private static readonly string s_long = new('n', 200);

    private readonly VaultFolder _vault = new();
    private readonly VaultTree _tree;
    private readonly DirectoryId _directory;

    public StoredPathsTests()
    {
        _directory = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        _vault.Writer.MakeFile(_directory, "file", [1]);
        _vault.Writer.MakeFile(_directory, s_long, [1]);
        _vault.Writer.MakeLink(_directory, "link"u8, "file"u8);
        _tree = VaultTree.Open(LocalTree.Open(_vault.Writer.Folder), VaultWriter.Password);
    }

    public void Dispose()
    {
        _tree.Dispose();
        _vault.Dispose();
    }

    [Theory]
    [InlineData("directory", "")]
    [InlineData("/directory/file", "")]
    [InlineData("directory//./link", "/symlink.c9r")]
    [InlineData("directory/nnn", "/contents.c9r")]
    public void A_path_leads_to_what_is_stored_and_back(string path, string inner)
    {
        path = path.Replace("nnn", s_long, StringComparison.Ordinal);
        Assert.Equal(Errno.None, StoredPaths.Find(_tree, Encoding.UTF8.GetBytes(path), out StoredPlace? place));

        string node = Encoding.ASCII.GetString(place!.Node.Span);
        string content = Encoding.ASCII.GetString(place.Content.Span);
        Assert.True(Path.Exists(_vault.Writer.At(node)));
        Assert.Equal(place.Kind == EntryKind.Directory ? Encoding.ASCII.GetString(_directory.PathOf(_vault.Writer.Siv)) : node + inner, content);
        string clean = "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static name => name != "."));
        foreach (string stored in (string[])[node, content, "/elsewhere/" + content])
        {
            Assert.Equal(Errno.None, StoredPaths.Decrypt(_tree, Encoding.ASCII.GetBytes(stored), out byte[] back));
            Assert.Equal(clean, Encoding.UTF8.GetString(back));
        }
    }

    [Theory]
    [InlineData("absent", Errno.ENOENT)]
    [InlineData("directory/file/below", Errno.ENOTDIR)]
    [InlineData("../x", Errno.EINVAL)]
    public void A_path_that_is_none_says_why(string path, Errno expected) =>
        Assert.Equal(expected, StoredPaths.Find(_tree, Encoding.UTF8.GetBytes(path), out _));

    [Fact]
    public void The_root_has_content_and_no_node()
    {
        Assert.Equal(Errno.None, StoredPaths.Find(_tree, "/"u8, out StoredPlace? place));
        Assert.True(place!.Node.IsEmpty);
        Assert.Equal(Errno.None, StoredPaths.Decrypt(_tree, place.Content.Span, out byte[] back));
        Assert.Equal("/"u8, back);
    }

    [Theory]
    [InlineData("x/y", Errno.EINVAL)]
    [InlineData("d/AB/short", Errno.EINVAL)]
    [InlineData("d/AB/ABCDEFGHIJKLMNOPQRSTUVWXYZ2345", Errno.ENOENT)]
    public void What_is_no_stored_path_of_this_vault_is_refused(string stored, Errno expected) =>
        Assert.Equal(expected, StoredPaths.Decrypt(_tree, Encoding.ASCII.GetBytes(stored), out _));

    [Fact]
    public void A_name_of_another_directory_does_not_authenticate()
    {
        Assert.Equal(Errno.None, StoredPaths.Find(_tree, "directory/file"u8, out StoredPlace? place));
        string moved = Encoding.ASCII.GetString(DirectoryId.Root.PathOf(_vault.Writer.Siv)) + "/" + Path.GetFileName(Encoding.ASCII.GetString(place!.Node.Span));

        Assert.Equal(Errno.EBADMSG, StoredPaths.Decrypt(_tree, Encoding.ASCII.GetBytes(moved), out _));
    }
}
