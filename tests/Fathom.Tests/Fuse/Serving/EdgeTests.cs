using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Cli.Mount;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Fuse.Serving;

/// <summary>Ends of ranges, seen through the kernel: on a vault, which passes most of it on, and on a folder.</summary>
[SupportedOSPlatform("linux")]
public sealed class EdgeTests : IDisposable
{
    private readonly MountShell _shell = new();
    private LocalTree? _tree;

    public void Dispose()
    {
        _tree?.Dispose();
        _shell.Dispose();
    }

    [Theory]
    [InlineData("vault:v")]
    [InlineData("tree")]
    public void Renames_with_flags_say_what_is_in_the_way(string root)
    {
        using IWritableNode directory = Mount(root);
        Put(directory, "a", "first");
        Put(directory, "b", "second");

        Assert.Equal(Errno.EEXIST, directory.Rename("a"u8, directory, "b"u8, RenameMode.NoReplace));
        Assert.Equal(Errno.ENOENT, directory.Rename("a"u8, directory, "none"u8, RenameMode.Exchange));
        Assert.Equal(Errno.ENOENT, directory.Rename("none"u8, directory, "a"u8, RenameMode.NoReplace));
        Errno exchanged = directory.Rename("a"u8, directory, "b"u8, RenameMode.Exchange);

        Assert.Equal(Errno.None, exchanged);
        Assert.Equal("second"u8.ToArray(), directory.ContentAt("a"));
        Assert.Equal(Errno.None, directory.Rename("a"u8, directory, "c"u8, RenameMode.NoReplace));
        Assert.Equal("second"u8.ToArray(), directory.ContentAt("c"));
    }

    [Theory]
    [InlineData("vault:v")]
    [InlineData("tree")]
    public void Extended_attributes_say_their_length_and_what_does_not_fit(string root)
    {
        using IWritableNode directory = Mount(root);
        Put(directory, "f", "");
        using IWritableNode file = directory.WritableAt("f");
        byte[] longName = [.. "user."u8, .. new byte[250].Select(static _ => (byte)'n')];
        byte[] room = new byte[70_000];

        Assert.Equal(Errno.None, file.SetXattr(longName, new byte[1000], XattrMode.Create));
        Assert.Equal(Errno.None, file.SetXattr("user.empty"u8, [], XattrMode.Set));
        Assert.Equal(Errno.ERANGE, file.SetXattr([.. longName, (byte)'n'], [1], XattrMode.Set));
        Assert.Equal((Errno.None, 1000), (file.ReadXattr(longName, [], out int length), length));
        Assert.Equal(Errno.ERANGE, file.ReadXattr(longName, new byte[999], out _));
        Assert.Equal((Errno.None, 1000), (file.ReadXattr(longName, room, out length), length));
        Assert.Equal((Errno.None, 0), (file.ReadXattr("user.empty"u8, room, out length), length));
        Assert.Equal(Errno.EEXIST, file.SetXattr("user.empty"u8, [], XattrMode.Create));
        Assert.Equal(Errno.ENODATA, file.SetXattr("user.none"u8, [], XattrMode.Replace));
        Assert.Equal(Errno.ENODATA, file.ReadXattr("user.none"u8, room, out _));
        Assert.Equal((Errno.None, longName.Length + 1 + "user.empty".Length + 1), (file.ListXattrs([], out length), length));
        Assert.Equal(Errno.ERANGE, file.ListXattrs(new byte[10], out _));
        Assert.Equal(Errno.None, file.RemoveXattr(longName));
        Assert.Equal(Errno.ENODATA, file.RemoveXattr(longName));
    }

    [Fact]
    public void A_value_of_64_KiB_passes_where_the_folder_takes_it()
    {
        using TempFolder memory = new("/dev/shm");
        using IWritableNode directory = Mount(memory.Path);
        Put(directory, "f", "");
        using IWritableNode file = directory.WritableAt("f");
        using LocalTree behind = LocalTree.Open(memory.Path);
        using IWritableNode behindRoot = behind.WritableRoot();
        using IWritableNode stored = behindRoot.WritableAt("f");
        byte[] value = ContentSteps.Noise(65_536);
        byte[] read = new byte[65_536];

        // Not every kernel lets tmpfs have these.
        Errno expected = stored.SetXattr("user.direct"u8, value, XattrMode.Set);
        Assert.Equal(expected, file.SetXattr("user.long"u8, value, XattrMode.Set));
        Errno got = file.ReadXattr("user.long"u8, read, out int length);

        Assert.Equal(expected == Errno.None, got == Errno.None && read.AsSpan(0, length).SequenceEqual(value));
    }

    [Theory]
    [InlineData("vault:v")]
    [InlineData("tree")]
    public void Room_is_taken_with_the_size_and_without(string root)
    {
        using IWritableNode directory = Mount(root);
        Put(directory, "f", "abc");
        using IWritableNode node = directory.WritableAt("f");
        Assert.Equal(Errno.None, node.OpenForWriting(out IWritableFile? file));
        using (file)
        {
            Assert.Equal(Errno.None, file!.Allocate(0, 200_000, keepsSize: true));
            Assert.Equal(3, node.Attributes().Size);
            Assert.Equal(Errno.None, file.Allocate(1, 100_000, keepsSize: false));
            Assert.Equal(100_001, node.Attributes().Size);
            Assert.Equal(Errno.None, file.Allocate(0, 10, keepsSize: false));
            Assert.Equal(100_001, node.Attributes().Size);
        }

        byte[] content = directory.ContentAt("f");
        Assert.Equal("abc"u8.ToArray(), content[..3]);
        Assert.True(!content.AsSpan(3).ContainsAnyExcept((byte)0));
        Assert.True(node.Attributes().Allocated >= 100_000);
    }

    [Theory]
    [InlineData("vault:v")]
    [InlineData("tree")]
    public void A_mount_tells_the_room_and_the_names_of_what_it_stands_on(string root)
    {
        using IWritableNode directory = Mount(root);
        using LocalTree behind = LocalTree.Open(_shell.Folder.Path);
        Assert.Equal(Errno.None, _tree!.ReadSpace(out TreeSpace space));
        Assert.Equal(Errno.None, behind.ReadSpace(out TreeSpace stored));

        Assert.InRange(space.TotalBytes, stored.TotalBytes * 9 / 10, stored.TotalBytes);
        Assert.Equal(255, space.MaxName);
        byte[] longest = [.. new byte[255].Select(static _ => (byte)'x')];
        Assert.Equal(Errno.None, directory.MakeDirectory(longest, 0x1ed, out IWritableNode? made));
        made!.Dispose();
        Assert.Equal(Errno.ENAMETOOLONG, directory.MakeDirectory([.. longest, (byte)'x'], 0x1ed, out _));
        Assert.Equal(Errno.None, directory.RemoveDirectory(longest));
    }

    [Theory]
    [InlineData("lsattr f", "Inappropriate ioctl for device|Operation not supported")]
    [InlineData("fallocate -p -o 0 -l 4096 f", "keep size mode is unsupported|Operation not supported")]
    [InlineData("mkfifo p", "Operation not permitted")]
    public void What_a_vault_cannot_do_is_an_answer(string command, string expected)
    {
        using IWritableNode directory = Mount("vault:v");
        Put(directory, "f", "content");

        ShellResult result = _shell.Run($"cd $m; export LC_ALL=C; {command} || true; cat f");

        Assert.Matches(expected, result.Error);
        Assert.Equal("content", result.Text);
    }

    private IWritableNode Mount(string root)
    {
        if (root == "vault:v")
        {
            _shell.MakeVault();
        }

        _shell.Run($"mkdir -p tree; FATHOM_PASSWORD='{MountShell.Password}' $fathom mount '{root}' $m").EnsureSuccess();
        _tree = LocalTree.Open(_shell.Mount);
        return _tree.WritableRoot();
    }

    private static void Put(IWritableNode directory, string name, string content)
    {
        Assert.Equal(Errno.None, directory.CreateFile(ContentSteps.Bytes(name), 0x1a4, isExclusive: true, out IWritableNode? node, out IWritableFile? file));
        Assert.Equal(Errno.None, file!.Write(0, ContentSteps.Bytes(content), out _));
        file.Dispose();
        node!.Dispose();
    }
}
