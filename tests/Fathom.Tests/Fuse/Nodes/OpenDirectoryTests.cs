using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Fuse;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Xunit;

using OpenDirectory = Fathom.Fuse.OpenDirectory;

namespace Fathom.Tests.Fuse.Nodes;

[SupportedOSPlatform("linux")]
public sealed class OpenDirectoryTests : IDisposable
{
    private readonly TempFolder _folder = new(CorpusStore.Folder);
    private readonly EntryBatch _scratch = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_entry_keeps_its_number_while_the_directory_changes()
    {
        Fill(5000);
        OpenDirectory directory = Open();
        string tenth = Name(directory, 10)!;
        string late = Name(directory, 4000)!;

        File.Delete(_folder.At(tenth));
        _folder.Write("new", "");

        Assert.Equal(tenth, Name(directory, 10));
        Assert.Equal(late, Name(directory, 4000));
        directory.Close();
    }

    [Fact]
    public void Rewinding_sees_what_changed()
    {
        Fill(3);
        OpenDirectory directory = Open();
        Assert.Null(Name(directory, 3));

        _folder.Write("new", "");
        Assert.Null(Name(directory, 3));
        directory.Rewind();

        Assert.Equal(["0", "1", "2", "new"], Enumerable.Range(0, 4).Select(index => Name(directory, index)!).Order(StringComparer.Ordinal));
        directory.Close();
    }

    [Fact]
    public void A_closed_directory_holds_no_descriptor()
    {
        Fill(5000);
        OpenDirectory directory = Open();
        Assert.NotNull(Name(directory, 0));

        directory.Close();
        directory.Node.Content.Dispose();

        Assert.Empty(OpenDescriptors.Below(_folder.Path));
        Assert.Equal(Errno.EBADF, directory.Find(0, _scratch, out _, out _));
    }

    private OpenDirectory Open()
    {
        LocalTree tree = LocalTree.Open(_folder.Path);
        IContentNode root = tree.Root();
        return new OpenDirectory(new FuseNode(root, root.Attributes().Id, 1));
    }

    private void Fill(int count)
    {
        for (int index = 0; index < count; index++)
        {
            File.WriteAllBytes(_folder.At(index.ToString(CultureInfo.InvariantCulture)), []);
        }
    }

    private string? Name(OpenDirectory directory, long index)
    {
        Assert.Equal(Errno.None, directory.Find(index, _scratch, out OpenDirectoryEntry entry, out bool isEnd));
        return isEnd ? null : Encoding.UTF8.GetString(entry.Name);
    }
}
