using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

[SupportedOSPlatform("linux")]
public sealed class FileCopierTests : IDisposable
{
    // Where extended attributes of the user's are, which not every system's folder for temporary files has.
    private readonly TempFolder _source = new(CorpusStore.Folder);
    private readonly TempFolder _target = new(CorpusStore.Folder);
    private readonly CopySteps _steps;

    public FileCopierTests() => _steps = CopySteps.Local(_source.Path, _target.Path);

    public static TheoryData<int, string> Sizes
    {
        get
        {
            TheoryData<int, string> all = [];
            foreach (int size in new[] { 0, 1, 4095, 4096, 4097, (1024 * 1024) + 3, (40 * 1024 * 1024) + 5 })
            {
                foreach (CopyMethod method in Enum.GetValues<CopyMethod>())
                {
                    all.Add(size, method.ToString());
                }
            }

            return all;
        }
    }

    public void Dispose()
    {
        _steps.Dispose();
        _source.Dispose();
        _target.Dispose();
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_copy_has_the_content_and_attributes_of_its_source(int size, string method)
    {
        byte[] content = ContentSteps.Noise(size);
        File.WriteAllBytes(_source.At("file"), content);
        File.SetUnixFileMode(_source.At("file"), (UnixFileMode)0x168);
        using IWritableNode source = ((IWritableNode)_steps.Source).WritableAt("file");
        Assert.Equal(Errno.None, source.SetAttributes(new NodeChange { Mtime = -1_234_567_890_123_456_789 }));

        CopyResult result = _steps.CopyWell("file", TransferOptions.Archive, Enum.Parse<CopyMethod>(method));

        Assert.True(content.AsSpan().SequenceEqual(_steps.Target.ContentAt("file")));
        NodeAttributes made = Attributes("file");
        Assert.Equal((0x168u, -1_234_567_890_123_456_789), (made.Mode & 0xfff, made.Mtime));
        Assert.Equal((size, true, false), (result.Bytes, result.IsStable, result.IsDelayed));
        Assert.Equal(["file"], _steps.Target.Names());
    }

    [Theory]
    [InlineData(CopyMethod.Loop)]
    [InlineData(CopyMethod.Range)]
    public void Copies_together_wait_as_long_as_their_bytes_take(CopyMethod method)
    {
        const int Rate = 1_000_000;
        int[] sizes = [2_500_000, 1, 0, 700_000];
        SteppedClock clock = new();
        TransferOptions options = TransferOptions.Archive with { BytesPerSecond = Rate };
        FileCopier copier = _steps.Copier(options, method, clock);
        foreach (int size in sizes)
        {
            File.WriteAllBytes(_source.At($"{size}"), ContentSteps.Noise(size));
            Assert.Equal(Errno.None, copier.Copy(_steps.Request($"{size}", options), out CopyResult result));
            Assert.Equal(size, result.Bytes);
        }

        // Each piece waits for those before it, so the last one does not count, nor does the tenth of a second that one may hurry.
        double seconds = (double)clock.Waited / System.Diagnostics.Stopwatch.Frequency;
        Assert.InRange(seconds, (sizes.Sum() / (double)Rate) - 0.2 - 0.001, sizes.Sum() / (double)Rate);
    }

    [Fact]
    public void Holes_and_zeros_take_no_room_if_asked_for()
    {
        const int Size = 8 * 1024 * 1024;
        byte[] content = new byte[Size + 100];
        ContentSteps.Noise(5000).CopyTo(content, 1_000_000);
        ContentSteps.Noise(10).CopyTo(content, 4 * 1024 * 1024);
        File.WriteAllBytes(_source.At("zeros"), content);
        using (FileStream holes = File.Create(_source.At("holes")))
        {
            holes.SetLength(content.Length);
            holes.Position = 1_000_000;
            holes.Write(content, 1_000_000, 5000);
            holes.Position = 4 * 1024 * 1024;
            holes.Write(content, 4 * 1024 * 1024, 10);
        }

        foreach (string name in new[] { "zeros", "holes" })
        {
            CopyResult result = _steps.CopyWell(name, TransferOptions.Archive with { Sparse = true, Verify = true }, CopyMethod.Loop);
            Assert.Equal(content.Length, result.Bytes);
            Assert.True(content.AsSpan().SequenceEqual(_steps.Target.ContentAt(name)));
            Assert.InRange(Attributes(name).Allocated, 1, 64 * 1024);
        }

        _steps.CopyWell("holes", TransferOptions.Archive, CopyMethod.Loop);
        Assert.True(Attributes("holes").Allocated >= Size);
        Assert.True(content.AsSpan().SequenceEqual(_steps.Target.ContentAt("holes")));
    }

    [Fact]
    public void Room_is_taken_before_it_is_written()
    {
        File.WriteAllBytes(_source.At("file"), ContentSteps.Noise(3_000_000));

        CopyResult result = _steps.CopyWell("file", TransferOptions.Archive with { Preallocate = true, Sync = true });

        Assert.NotEqual(CopyMethod.Reflink, result.Method);
        Assert.Equal(ContentSteps.Noise(3_000_000), _steps.Target.ContentAt("file"));
    }

    [Theory]
    [InlineData(10, 3_000_000)]
    [InlineData(3_000_000, 10)]
    [InlineData(0, 5)]
    public void In_place_the_node_stays_the_same(int size, int oldSize)
    {
        File.WriteAllBytes(_source.At("file"), ContentSteps.Noise(size, 2));
        File.WriteAllBytes(_target.At("file"), ContentSteps.Noise(oldSize));
        Shell.Run("ln", _target.At("file"), _target.At("other")).EnsureSuccess();
        ulong inode = Attributes("file").Inode;
        TransferOptions options = TransferOptions.Archive with { InPlace = true, Backup = true };

        _steps.CopyWell("file", options);

        Assert.Equal(ContentSteps.Noise(size, 2), _steps.Target.ContentAt("other"));
        Assert.Equal(inode, Attributes("file").Inode);
        Assert.Equal(ContentSteps.Noise(oldSize), _steps.Target.ContentAt("file~"));
        Assert.Equal(["file", "file~", "other"], _steps.Target.Names());
    }

    [Fact]
    public void What_is_new_is_made_in_place()
    {
        File.WriteAllBytes(_source.At("file"), [1, 2, 3]);

        _steps.CopyWell("file", TransferOptions.Archive with { InPlace = true });

        Assert.Equal([1, 2, 3], _steps.Target.ContentAt("file"));
        Assert.Equal(Attributes("file").Mode, _steps.Request("file", TransferOptions.Archive).Expected.Mode);
    }

    [Fact]
    public void Delayed_copies_get_their_names_at_the_end()
    {
        TransferOptions options = TransferOptions.Archive with { DelayUpdates = true, Backup = true };
        File.WriteAllBytes(_source.At("a"), [1]);
        File.WriteAllBytes(_source.At("b"), [2]);
        File.WriteAllBytes(_target.At("b"), [9]);
        FileCopier copier = _steps.Copier(options);
        Assert.Equal(Errno.None, copier.Copy(_steps.Request("a", options), out CopyResult one));
        Assert.Equal(Errno.None, copier.Copy(_steps.Request("b", options), out _));
        Assert.True(one.IsDelayed);
        Assert.Equal([".~tmp~", "b"], _steps.Target.Names());
        Assert.Equal([9], _steps.Target.ContentAt("b"));

        copier.Finish(static (path, result, errno) => Assert.Fail($"{result} {errno}"));

        Assert.Equal(["a", "b", "b~"], _steps.Target.Names());
        Assert.Equal([1, 2, 9], [.. _steps.Target.ContentAt("a"), .. _steps.Target.ContentAt("b"), .. _steps.Target.ContentAt("b~")]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_copy_that_is_stopped_leaves_the_old_file_and_nothing_else(bool isInterrupted)
    {
        File.WriteAllBytes(_source.At("file"), ContentSteps.Noise(3_000_000));
        File.WriteAllBytes(_target.At("file"), [7]);
        using CancellationTokenSource stop = new();
        CopyRequest request = _steps.Request("file", TransferOptions.Archive, stop.Token);
        if (isInterrupted)
        {
            stop.Cancel();
        }
        else
        {
            // Another node by now.
            File.Move(_source.At("file"), _source.At("moved"));
            File.WriteAllBytes(_source.At("file"), [1]);
        }

        Errno errno = _steps.Copier(TransferOptions.Archive, CopyMethod.Loop).Copy(in request, out CopyResult result);

        Assert.Equal(isInterrupted ? (Errno.EINTR, TransferAction.Write) : (Errno.ESTALE, TransferAction.Open), (errno, result.Action));
        Assert.Equal(!isInterrupted, result.IsSource);
        Assert.Equal(["file"], _steps.Target.Names());
        Assert.Equal([7], _steps.Target.ContentAt("file"));
    }

    [Fact]
    public void A_file_that_vanished_is_told_as_such()
    {
        File.WriteAllBytes(_source.At("file"), [1]);
        CopyRequest request = _steps.Request("file", TransferOptions.Archive);
        File.Delete(_source.At("file"));

        Errno errno = _steps.Copier(TransferOptions.Archive).Copy(in request, out CopyResult result);

        Assert.Equal((Errno.ENOENT, TransferAction.Open, true), (errno, result.Action, result.IsSource));
        Assert.Empty(_steps.Target.Names());
    }

    [Fact]
    public void A_copy_that_is_not_what_was_read_is_not_kept()
    {
        File.WriteAllBytes(_source.At("file"), ContentSteps.Noise(3_000_000));
        File.WriteAllBytes(_target.At("file"), [7]);
        TransferOptions options = TransferOptions.Archive with { Verify = true };
        int reads = 0;

        // Some read gives one bit of the content otherwise: the first, which is copied, or one that is compared.
        foreach (int wrong in new[] { 1, 2, 4 })
        {
            reads = 0;
            using WatchedNode source = new(_steps.Source.At("file"), (_, buffer) => buffer[0] ^= (byte)(++reads == wrong ? 4 : 0));
            Errno errno = _steps.Copier(options).Copy(From(source, options), out CopyResult result);

            Assert.Equal((Errno.EIO, TransferAction.Verify), (errno, result.Action));
            Assert.Equal(["file"], _steps.Target.Names());
            Assert.Equal([7], _steps.Target.ContentAt("file"));
        }
    }

    [Theory]
    [InlineData(2_000_000, 2_000_000)]
    [InlineData(4_000_000, 3_000_000)]
    public void A_source_that_changes_is_copied_as_far_as_it_reaches_and_told(int newLength, int copied)
    {
        File.WriteAllBytes(_source.At("file"), ContentSteps.Noise(3_000_000));
        using WatchedNode source = new(_steps.Source.At("file"), (offset, _) =>
        {
            if (offset == 0)
            {
                using FileStream file = File.OpenWrite(_source.At("file"));
                file.SetLength(newLength);
            }
        });

        Assert.Equal(Errno.None, _steps.Copier(TransferOptions.Archive).Copy(From(source, TransferOptions.Archive), out CopyResult result));

        Assert.Equal((copied, false), (result.Bytes, result.IsStable));
        Assert.Equal(ContentSteps.Noise(3_000_000)[..copied], _steps.Target.ContentAt("file"));
    }

    [Fact]
    public void A_source_that_cannot_be_read_leaves_the_old_file()
    {
        File.WriteAllBytes(_source.At("file"), ContentSteps.Noise(3_000_000));
        File.WriteAllBytes(_target.At("file"), [7]);
        using WatchedNode source = new(_steps.Source.At("file"), static (_, _) => { }) { FailsFrom = 1_500_000 };

        Errno errno = _steps.Copier(TransferOptions.Archive).Copy(From(source, TransferOptions.Archive), out CopyResult result);

        Assert.Equal((Errno.EIO, TransferAction.Read, true), (errno, result.Action, result.IsSource));
        Assert.Equal(["file"], _steps.Target.Names());
        Assert.Equal([7], _steps.Target.ContentAt("file"));
    }

    [Fact]
    public void A_link_swapped_in_for_the_source_is_not_followed()
    {
        File.WriteAllBytes(_source.At("file"), [1]);
        CopyRequest request = _steps.Request("file", TransferOptions.Archive);
        File.Delete(_source.At("file"));
        File.CreateSymbolicLink(_source.At("file"), "/etc/passwd");

        Errno errno = _steps.Copier(TransferOptions.Archive).Copy(in request, out CopyResult result);

        Assert.Equal((Errno.ESTALE, TransferAction.Open, true), (errno, result.Action, result.IsSource));
        Assert.Empty(_steps.Target.Names());
    }

    [Fact]
    public void Backups_keep_the_path_below_their_directory()
    {
        Directory.CreateDirectory(_target.At("sub/deep"));
        File.SetUnixFileMode(_target.At("sub"), (UnixFileMode)0x1c0);
        File.WriteAllBytes(_source.At("file"), [2]);
        File.WriteAllBytes(_target.At("sub/deep/file"), [1]);
        TransferOptions options = TransferOptions.Archive with { Backup = true, BackupDirectory = "old/er"u8.ToArray() };
        using IWritableNode sub = _steps.Target.WritableAt("sub");
        using IWritableNode deep = sub.WritableAt("deep");
        CopyRequest plain = _steps.Request("file", options);
        using IWritableNode there = deep.WritableAt("file");
        FileCopier copier = _steps.Copier(options);
        for (int i = 0; i < 2; i++)
        {
            CopyRequest request = new()
            {
                SourceDirectory = _steps.Source,
                SourceName = plain.SourceName,
                Expected = plain.Expected,
                Directory = deep,
                Name = plain.Name,
                Path = "sub/deep/file"u8.ToArray(),
                Target = there.Attributes(),
                Wanted = plain.Wanted,
            };

            Assert.Equal(Errno.None, copier.Copy(in request, out _));
            Assert.Equal(i == 0 ? [1] : [2], File.ReadAllBytes(_target.At("old/er/sub/deep/file")));
            Assert.Equal((UnixFileMode)0x1c0, File.GetUnixFileMode(_target.At("old/er/sub")));
        }

        Assert.Equal(Errno.None, copier.Backups!.Move(deep, "file"u8, "sub/deep/file"u8));
        Assert.Empty(deep.Names());
        Assert.Equal([2], File.ReadAllBytes(_target.At("old/er/sub/deep/file")));
    }

    private CopyRequest From(IContentNode source, TransferOptions options)
    {
        CopyRequest request = _steps.Request("file", options);
        return new CopyRequest
        {
            Source = source,
            Expected = request.Expected,
            Directory = request.Directory,
            Name = request.Name,
            Path = request.Path,
            Target = request.Target,
            Wanted = request.Wanted,
        };
    }

    private NodeAttributes Attributes(string name)
    {
        using IWritableNode node = _steps.Target.WritableAt(name);
        return node.Attributes();
    }
}
