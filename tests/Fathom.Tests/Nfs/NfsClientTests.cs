using System.Security.Cryptography;
using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Conformance;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs;

/// <summary>Every call against a real server; what it did is looked at on its disk.</summary>
public sealed class NfsClientTests : IDisposable
{
    private readonly TempFolder? _folder;
    private readonly NfsClient _client = null!;

    public NfsClientTests()
    {
        GaneshaServer server = GaneshaServer.Shared;
        _folder = new TempFolder(CorpusStore.Folder);
        _client = Connect(server.UrlOf(_folder.Path));
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder!.Dispose();
    }

    [Fact]
    public void A_server_that_answers_can_be_pinged()
    {
        Assert.Equal(Errno.None, _client.Ping());
    }

    [Fact]
    public void The_root_is_the_folder_of_the_url()
    {
        Assert.Equal(Errno.None, _client.GetAttributes(_client.Root, out NodeAttributes attributes));

        Assert.Equal(EntryKind.Directory, attributes.Kind);
        Assert.Equal(Stat(_folder!.Path, "%i"), $"{attributes.Id.Inode}");
        Assert.NotEqual(0ul, attributes.Id.Device);
    }

    [Fact]
    public void Attributes_are_those_on_the_disk()
    {
        _folder!.Write("file", "content");
        RunIn("chown 12:34 file && chmod 4640 file && touch -d @1000000001.5 file && ln file other");

        NodeAttributes attributes = Attributes("file");

        Assert.Equal((EntryKind.File, Convert.ToUInt32("104640", 8)), (attributes.Kind, attributes.Mode));
        Assert.Equal((2u, 12u, 34u, 7L), (attributes.Links, attributes.Uid, attributes.Gid, attributes.Size));
        Assert.Equal(Stat(_folder.At("file"), "%i"), $"{attributes.Id.Inode}");
        Assert.Equal(1_000_000_001_500_000_000, attributes.Mtime);
        Assert.Equal(1_000_000_001_500_000_000, attributes.Atime);
    }

    [Fact]
    public void Attributes_that_are_set_are_on_the_disk()
    {
        _folder!.Write("file", "content");
        NfsAttributeChange change = new()
        {
            Mode = Convert.ToUInt32("600", 8),
            Uid = 5,
            Gid = 6,
            Size = 3,
            Atime = 1_234_567_890_000_000_000,
            Mtime = 1_234_567_891_000_000_000,
        };

        Assert.Equal(Errno.None, _client.SetAttributes(Find("file").Handle, change));

        Assert.Equal("600 5 6 3 1234567890 1234567891", Stat(_folder.At("file"), "%a %u %g %s %X %Y"));
    }

    [Fact]
    public void A_time_can_be_set_to_the_clock_of_the_server()
    {
        _folder!.Write("file", "content");
        RunIn("touch -d @1 file");

        Assert.Equal(Errno.None, _client.SetAttributes(Find("file").Handle, new NfsAttributeChange { Mtime = NfsAttributeChange.Now }));

        Assert.Equal("1", Stat(_folder.At("file"), "%X"));
        Assert.NotEqual("1", Stat(_folder.At("file"), "%Y"));
    }

    [Fact]
    public void Names_are_looked_up_as_bytes()
    {
        RunIn("touch \"$(printf 'a\\377b')\"");

        Assert.Equal(Errno.None, _client.Lookup(_client.Root, [(byte)'a', 0xff, (byte)'b'], out NfsNode node));

        Assert.False(node.Handle.IsEmpty);
        Assert.Equal(Errno.ENOENT, _client.Lookup(_client.Root, "a"u8, out _));
    }

    [Fact]
    public void A_path_is_looked_up_component_by_component()
    {
        _folder!.Write("a/b/c", "content");
        long before = Calls("LOOKUP");

        Assert.Equal(Errno.None, _client.LookupPath(_client.Root, "/a//b/./c"u8, out NfsNode node));

        Assert.Equal(before + 3, Calls("LOOKUP"));
        Assert.Equal(7, node.Attributes?.Size);
        Assert.Equal(Errno.ENOENT, _client.LookupPath(_client.Root, "a/x/c"u8, out _));
        Assert.Equal(Errno.ENOTDIR, _client.LookupPath(_client.Root, "a/b/c/d"u8, out _));
    }

    [Fact]
    public void What_is_no_name_is_refused_before_it_is_sent()
    {
        Assert.Throws<ArgumentException>(() => _client.Lookup(_client.Root, [], out _));
        Assert.Throws<ArgumentException>(() => _client.Lookup(_client.Root, "a/b"u8, out _));
        Assert.Throws<ArgumentException>(() => _client.Remove(_client.Root, "a\0"u8));
        Assert.Throws<ArgumentException>(() => _client.GetAttributes(default, out _));
        Assert.Equal(Errno.ENAMETOOLONG, _client.Lookup(_client.Root, new byte[5000].Select(_ => (byte)'x').ToArray(), out _));
        Assert.Equal(Errno.ENAMETOOLONG, _client.MakeDirectory(_client.Root, new byte[300].Select(_ => (byte)'x').ToArray(), null, out _));
    }

    [Fact]
    public void A_handle_that_is_none_is_stale()
    {
        Errno errno = _client.GetAttributes(new NfsFileHandle([1, 2, 3, 4]), out _);
        Assert.Equal(Errno.ESTALE, errno);
    }

    [Fact]
    public void Rights_are_those_of_the_caller()
    {
        _folder!.Write("file", "content");
        RunIn("chmod 644 file");
        string url = GaneshaServer.Shared.UrlOf(_folder.Path);
        using NfsClient other = Connect($"{url}&uid=4321&gid=4321");

        Assert.Equal(Errno.None, _client.Access(Find("file").Handle, NfsAccess.All, out NfsAccess root));
        Assert.Equal(Errno.None, other.Access(Find("file").Handle, NfsAccess.Read | NfsAccess.Modify, out NfsAccess granted));

        Assert.True(root.HasFlag(NfsAccess.Read | NfsAccess.Modify | NfsAccess.Extend));
        Assert.Equal(NfsAccess.Read, granted);
    }

    [Fact]
    public void Links_say_where_they_lead()
    {
        RunIn("ln -s ../x link; touch file");

        Assert.Equal(Errno.None, _client.ReadLink(Find("link").Handle, out byte[] target));
        Assert.Equal(Errno.EINVAL, _client.ReadLink(Find("file").Handle, out _));

        Assert.Equal("../x"u8.ToArray(), target);
    }

    [Fact]
    public void The_room_is_that_of_the_file_system()
    {
        Assert.Equal(Errno.None, _client.FileSystemStat(_client.Root, out NfsFileSystemStat stat));

        string[] numbers = Shell.Run("stat", "-f", "-c", "%b %S", _folder!.Path).EnsureSuccess().Text.Split(' ');
        Assert.Equal(long.Parse(numbers[0], null) * long.Parse(numbers[1], null), stat.TotalBytes);
        Assert.InRange(stat.AvailableBytes, 1, stat.TotalBytes);
    }

    [Fact]
    public void The_server_says_its_limits()
    {
        Assert.Equal(Errno.None, _client.FileSystemInfo(_client.Root, out NfsServerLimits limits));
        Assert.Equal(Errno.None, _client.PathLimits(_client.Root, out NfsPathLimits names));

        Assert.Equal(_client.Limits, limits);
        Assert.InRange(limits.ReadMax, 4096, NfsServerLimits.MaxTransfer);
        Assert.InRange(names.MaxName, 255u, 4096u);
    }

    [Fact]
    public void A_read_gives_the_bytes_at_its_place()
    {
        _folder!.Write("file", "0123456789");
        NfsFileHandle file = Find("file").Handle;
        byte[] buffer = new byte[4];

        Assert.Equal(Errno.None, _client.Read(file, 3, buffer, out int read, out bool isEnd));
        Assert.Equal(("3456", 4, false), (Encoding.ASCII.GetString(buffer), read, isEnd));

        Assert.Equal(Errno.None, _client.Read(file, 8, buffer, out read, out isEnd));
        Assert.Equal((2, true), (read, isEnd));

        Assert.Equal(Errno.None, _client.Read(file, 100, buffer, out read, out isEnd));
        Assert.Equal((0, true), (read, isEnd));
    }

    [Fact]
    public void A_directory_is_not_read()
    {
        Assert.NotEqual(Errno.None, _client.Read(_client.Root, 0, new byte[10], out _, out _));
    }

    [Theory]
    [InlineData(NfsStability.Unstable)]
    [InlineData(NfsStability.DataSync)]
    [InlineData(NfsStability.FileSync)]
    public void What_is_written_is_on_the_disk(NfsStability stability)
    {
        byte[] content = RandomNumberGenerator.GetBytes(100_003);
        Assert.Equal(Errno.None, _client.Create(_client.Root, "new"u8, NfsCreateMode.Guarded, null, out NfsNode node));

        ulong verifier = 0;
        for (int offset = 0; offset < content.Length;)
        {
            Assert.Equal(Errno.None, _client.Write(node.Handle, offset, content.AsSpan(offset), stability, out NfsWriteResult written));
            Assert.InRange(written.Stability, stability, NfsStability.FileSync);
            offset += written.Count;
            verifier = written.Verifier;
        }

        Assert.Equal(Errno.None, _client.Commit(node.Handle, 0, 0, out ulong committed));
        Assert.Equal(verifier, committed);
        Assert.Equal(content, File.ReadAllBytes(_folder!.At("new")));
    }

    [Fact]
    public void Modes_of_creation_differ_in_what_is_there_already()
    {
        NfsAttributeChange mode = new() { Mode = Convert.ToUInt32("640", 8), Uid = 3 };
        Assert.Equal(Errno.None, _client.Create(_client.Root, "a"u8, NfsCreateMode.Unchecked, mode, out NfsNode first));
        Assert.Equal(Errno.None, _client.Create(_client.Root, "a"u8, NfsCreateMode.Unchecked, null, out NfsNode again));
        Assert.Equal(Errno.EEXIST, _client.Create(_client.Root, "a"u8, NfsCreateMode.Guarded, null, out _));
        Assert.Equal(Errno.EEXIST, _client.Create(_client.Root, "a"u8, NfsCreateMode.Exclusive, null, out _));
        Assert.Equal(Errno.None, _client.Create(_client.Root, "b"u8, NfsCreateMode.Exclusive, mode, out NfsNode exclusive));

        Assert.Equal(first.Handle, again.Handle);
        Assert.NotEqual(first.Handle, exclusive.Handle);
        Assert.Equal("640 3", Stat(_folder!.At("a"), "%a %u"));
        Assert.Equal("640 3", Stat(_folder.At("b"), "%a %u"));
    }

    [Fact]
    public void Directories_links_and_special_nodes_are_made()
    {
        NfsAttributeChange mode = new() { Mode = Convert.ToUInt32("710", 8) };
        Assert.Equal(Errno.None, _client.MakeDirectory(_client.Root, "d"u8, mode, out NfsNode directory));
        Assert.Equal(Errno.None, _client.MakeSymlink(directory.Handle, "l"u8, "to/nowhere"u8, out _));
        Assert.Equal(Errno.None, _client.MakeSpecial(directory.Handle, "p"u8, new NfsSpecial(EntryKind.Fifo), mode, out _));
        Assert.Equal(Errno.None, _client.MakeSpecial(directory.Handle, "s"u8, new NfsSpecial(EntryKind.Socket), mode, out _));
        Assert.Equal(Errno.EEXIST, _client.MakeDirectory(_client.Root, "d"u8, mode, out _));

        Assert.Equal("directory 710", Stat(_folder!.At("d"), "%F %a"));
        Assert.Equal("to/nowhere", new FileInfo(_folder.At("d/l")).LinkTarget);
        Assert.Equal("fifo 710", Stat(_folder.At("d/p"), "%F %a"));
        Assert.Equal("socket 710", Stat(_folder.At("d/s"), "%F %a"));
    }

    [Fact]
    public void Only_devices_pipes_and_sockets_are_special()
    {
        Assert.Throws<ArgumentException>(() => _client.MakeSpecial(_client.Root, "f"u8, new NfsSpecial(EntryKind.File), null, out _));

        // The connection on which the call was begun is still good for others.
        Assert.Equal(Errno.None, _client.Ping());
    }

    [Fact]
    public void Names_are_added_moved_and_removed()
    {
        _folder!.Write("a", "content");
        Directory.CreateDirectory(_folder.At("d"));
        NfsFileHandle directory = Find("d").Handle;

        Assert.Equal(Errno.None, _client.Link(Find("a").Handle, directory, "b"u8));
        Assert.Equal("2", Stat(_folder.At("d/b"), "%h"));

        Assert.Equal(Errno.None, _client.Rename(directory, "b"u8, _client.Root, "c"u8));
        Assert.Equal("content", File.ReadAllText(_folder.At("c")));
        Assert.False(File.Exists(_folder.At("d/b")));

        Assert.Equal(Errno.None, _client.Remove(_client.Root, "a"u8));
        Assert.Equal("1", Stat(_folder.At("c"), "%h"));
        Assert.Equal(Errno.ENOENT, _client.Remove(_client.Root, "a"u8));

        Assert.Equal(Errno.None, _client.Rename(_client.Root, "c"u8, directory, "c"u8));
        Assert.Equal(Errno.ENOTEMPTY, _client.RemoveDirectory(_client.Root, "d"u8));
        Assert.Equal(Errno.None, _client.Remove(directory, "c"u8));
        Assert.Equal(Errno.None, _client.RemoveDirectory(_client.Root, "d"u8));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_directory_is_listed_with_handles_and_attributes()
    {
        string[] names = [.. Enumerable.Range(0, 3000).Select(static i => $"file-{i:D40}")];
        foreach (string name in names)
        {
            File.WriteAllText(_folder!.At(name), name[..7]);
        }

        List<NfsDirectoryEntry> entries = [.. _client.ReadDirectory(_client.Root)];

        Assert.Equal(names, entries.Select(static entry => Encoding.UTF8.GetString(entry.Name.Span)).Order(StringComparer.Ordinal));
        Assert.All(entries, static entry => Assert.Equal(7, entry.Attributes?.Size));
        Assert.All(entries, static entry => Assert.Equal(entry.FileId, entry.Attributes?.Id.Inode));
        Assert.Equal(entries[5].Handle, Find(Encoding.UTF8.GetString(entries[5].Name.Span)).Handle);
        Assert.InRange(Calls("READDIRPLUS"), 2, 30);
    }

    [Fact]
    public void Threads_share_the_connections()
    {
        for (int i = 0; i < 8; i++)
        {
            _folder!.Write($"f{i}", new string((char)('a' + i), 1000));
        }

        NfsFileHandle[] files = [.. Enumerable.Range(0, 8).Select(i => Find($"f{i}").Handle)];
        int wrong = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            byte[] buffer = new byte[1000];
            for (int round = 0; round < 100; round++)
            {
                Errno errno = _client.Read(files[i], 0, buffer, out int read, out _);
                if (errno != Errno.None || read != 1000 || buffer.AsSpan().ContainsAnyExcept((byte)('a' + i)))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });

        Assert.Equal(0, wrong);

        // One a thread at most, however many calls each makes.
        Assert.InRange(_client.Statistics.Connections, 1, 8);
    }

    internal static NfsClient Connect(string url, NfsOptions? options = null)
    {
        Assert.True(NfsUrl.TryParse(Encoding.UTF8.GetBytes(url), out NfsUrl? parsed, out string? problem), problem);
        return NfsClient.Connect(parsed, options);
    }

    private static string Stat(string path, string format) => Shell.Run("stat", "-c", format, path).EnsureSuccess().Text.TrimEnd();

    private NfsNode Find(string name)
    {
        Assert.Equal(Errno.None, _client.Lookup(_client.Root, Encoding.UTF8.GetBytes(name), out NfsNode node));
        return node;
    }

    private NodeAttributes Attributes(string name)
    {
        Assert.Equal(Errno.None, _client.GetAttributes(Find(name).Handle, out NodeAttributes attributes));
        return attributes;
    }

    private long Calls(string procedure) => _client.Statistics.Procedures.SingleOrDefault(row => row.Name == procedure)?.Calls ?? 0;

    private void RunIn(string script) =>
        Shell.Run(new ShellCommand("sh", "-c", script) { WorkingDirectory = _folder!.Path }).EnsureSuccess();
}
