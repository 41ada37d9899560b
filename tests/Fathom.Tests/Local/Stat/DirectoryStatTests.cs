using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Local.Stat;

[SupportedOSPlatform("linux")]
public sealed class DirectoryStatTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_are_looked_up_in_the_directory_that_was_opened()
    {
        _folder.Write("d/file", "abc");
        File.CreateSymbolicLink(_folder.At("d/link"), "file");
        using DirectoryStat directory = Open("d");
        Directory.Move(_folder.At("d"), _folder.At("moved"));

        Assert.Equal(Errno.None, directory.Stat("file"u8, out NodeAttributes file));
        Assert.Equal((EntryKind.File, 3), (file.Kind, file.Size));
        Assert.Equal(Errno.None, directory.Stat("link"u8, out NodeAttributes link));
        Assert.Equal(EntryKind.Symlink, link.Kind);
        Assert.Equal(Errno.None, directory.Stat("link"u8, StatMask.Basic, true, out NodeAttributes target));
        Assert.Equal(file.Id, target.Id);
        Assert.Equal(Errno.None, directory.Stat("."u8, out NodeAttributes self));
        Assert.Equal(EntryKind.Directory, self.Kind);
    }

    [Theory]
    [InlineData("", Errno.ENOENT)]
    [InlineData("missing", Errno.ENOENT)]
    [InlineData("a/b", Errno.EINVAL)]
    [InlineData("/", Errno.EINVAL)]
    [InlineData("a\0b", Errno.EINVAL)]
    public void A_name_is_one_component(string name, Errno expected)
    {
        using DirectoryStat directory = Open("");
        Assert.Equal(expected, directory.Stat(Encoding.UTF8.GetBytes(name), out NodeAttributes stat));
        Assert.Equal(default, stat);
    }

    [Fact]
    public void A_name_that_is_too_long_is_an_error()
    {
        using DirectoryStat directory = Open("");
        Assert.Equal(Errno.ENAMETOOLONG, directory.Stat(new byte[256].Select(_ => (byte)'n').ToArray(), out _));
        Assert.Equal(Errno.ENAMETOOLONG, directory.Stat(new byte[5000].Select(_ => (byte)'n').ToArray(), out _));
    }

    [Fact]
    public void What_is_no_directory_cannot_be_opened()
    {
        string file = _folder.Write("file", "");
        Assert.Equal(Errno.ENOTDIR, DirectoryStat.Open(Encoding.UTF8.GetBytes(file), out DirectoryStat? none));
        Assert.Null(none);
        Assert.Equal(Errno.ENOENT, DirectoryStat.Open(""u8, out _));
    }

    [Fact]
    public void A_closed_directory_refuses()
    {
        DirectoryStat directory = Open("");
        directory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => directory.Stat("x"u8, out _));
    }

    private DirectoryStat Open(string relative)
    {
        Assert.Equal(Errno.None, DirectoryStat.Open(Encoding.UTF8.GetBytes(_folder.At(relative)), out DirectoryStat? directory));
        return directory!;
    }
}
