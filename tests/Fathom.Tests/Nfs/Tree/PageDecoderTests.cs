using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs.Tree;

public sealed class PageDecoderTests
{
    private const StatMask Wanted = StatMask.Basic | StatMask.Target;

    [Fact]
    public void Whole_entries_have_all_columns_and_the_others_are_set_aside()
    {
        XdrWriter page = BeginPage(verifier: 77);
        AddEntry(page, 5, "file"u8, 1, type: 1, handle: [1, 2, 3]);
        AddEntry(page, 6, "directory"u8, 2, type: 2, handle: [9]);
        AddEntry(page, 7, "directory without handle"u8, 3, type: 2, handle: []);
        AddEntry(page, 8, "nothing known"u8, 4, type: 0, handle: []);
        AddEntry(page, 9, "link"u8, 5, type: 5, handle: [4]);
        AddEntry(page, 1, "."u8, 6, type: 2, handle: [5]);
        AddEntry(page, 1, ".."u8, 7, type: 2, handle: [5]);
        AddEntry(page, 1, "..."u8, 8, type: 7, handle: []);
        EndPage(page, isEnd: true);

        Errno errno = Decode(page.Written, out EntryBatch whole, out EntryBatch rest, out DirectoryPage result);

        Assert.Equal(Errno.None, errno);
        Assert.True(result is { IsEnd: true, Verifier: 77, Cookie: 8, Entries: 8, HasBadName: false });
        Assert.Equal(["file", "directory", "..."], Names(whole));
        Assert.Equal(["directory without handle", "nothing known", "link"], Names(rest));
        Assert.Equal([EntryKind.File, EntryKind.Directory, EntryKind.Fifo], whole.Kinds.ToArray());
        Assert.Equal([EntryKind.Directory, EntryKind.Unknown, EntryKind.Symlink], rest.Kinds.ToArray());
        Assert.Equal([5ul, 6, 1], whole.Inodes.ToArray());
        Assert.Equal([7ul, 8, 9], rest.Inodes.ToArray());
        Assert.Equal([1000L, 1000, 1000], whole.Sizes.ToArray());
        Assert.Equal([4096L, 4096, 4096], whole.Allocated.ToArray());
        Assert.Equal(3_000_000_004L, whole.Mtimes[0]);
        Assert.Equal(0b1000_000_110_100_100u, whole.Modes[0]);
        Assert.Equal(42ul, whole.Devices[1]);
        Assert.True(whole.Handle(0).IsEmpty, "the handle of a file is kept for nobody");
        Assert.Equal([(byte)9], whole.Handle(1).Bytes.ToArray());
        Assert.Equal([(byte)4], rest.Handle(2).Bytes.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("/")]
    [InlineData("a\0")]
    public void A_name_that_no_file_can_have_is_left_out_and_noted(string name)
    {
        XdrWriter page = BeginPage(0);
        AddEntry(page, 5, System.Text.Encoding.UTF8.GetBytes(name), 1, type: 1, handle: []);
        AddEntry(page, 6, "good"u8, 2, type: 1, handle: []);
        EndPage(page, isEnd: true);

        Assert.Equal(Errno.None, Decode(page.Written, out EntryBatch whole, out EntryBatch rest, out DirectoryPage result));

        Assert.Equal(["good"], Names(whole));
        Assert.Equal(0, rest.Count);
        Assert.True(result.HasBadName);
    }

    [Fact]
    public void Every_truncated_page_is_a_bad_message()
    {
        XdrWriter page = BeginPage(0);
        AddEntry(page, 5, "one"u8, 1, type: 1, handle: [1, 2, 3, 4, 5]);
        AddEntry(page, 6, "two"u8, 2, type: 2, handle: [1]);
        EndPage(page, isEnd: false);

        for (int length = 0; length < page.Length; length++)
        {
            Assert.Equal(Errno.EBADMSG, Decode(page.Written[..length], out _, out _, out _));
        }
    }

    [Fact]
    public void Sizes_beyond_63_bits_saturate_and_times_reach_2106()
    {
        XdrWriter page = BeginPage(0);
        AddEntry(page, ulong.MaxValue, "huge"u8, ulong.MaxValue, type: 1, handle: [], size: ulong.MaxValue, seconds: uint.MaxValue);
        EndPage(page, isEnd: true);

        Assert.Equal(Errno.None, Decode(page.Written, out EntryBatch whole, out _, out DirectoryPage result));

        Assert.Equal(ulong.MaxValue, result.Cookie);
        Assert.Equal(ulong.MaxValue, whole.Inodes[0]);
        Assert.Equal(long.MaxValue, whole.Sizes[0]);
        Assert.Equal((uint.MaxValue * 1_000_000_000L) + 4, whole.Mtimes[0]);
    }

    [Fact]
    public void A_million_mutated_pages_give_an_errno_and_no_name_that_could_lead_elsewhere()
    {
        XdrWriter page = BeginPage(3);
        for (int i = 0; i < 8; i++)
        {
            AddEntry(page, (ulong)i, "some-name"u8[..(i + 1)], (ulong)i + 1, type: (uint)i, handle: new byte[i * 8]);
        }

        EndPage(page, isEnd: true);
        byte[] good = page.Written.ToArray();
        byte[] bytes = new byte[good.Length];
        Random random = new(1);
        PageDecoder decoder = new(Wanted);
        EntryBatch whole = new(), rest = new();
        int refused = 0;
        for (int round = 0; round < 1_000_000; round++)
        {
            good.CopyTo(bytes, 0);
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) switch { 0 => 0, 1 => 0xff, _ => random.Next(256) });
            }

            whole.Clear(null);
            rest.Clear(null);
            Errno errno = decoder.Decode(bytes.AsSpan(0, random.Next(8) == 0 ? random.Next(bytes.Length) : bytes.Length), true, null, whole, rest, out _);
            refused += errno == Errno.None ? 0 : 1;
            AssertSafe(whole);
            AssertSafe(rest);
        }

        Assert.InRange(refused, 100_000, 999_999);
        Assert.True(whole.Arena.Length <= EntryBatch.DefaultArenaSize);
    }

    private static void AssertSafe(EntryBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            ReadOnlySpan<byte> name = batch.Name(i);
            if (name.IsEmpty || name.IndexOfAny((byte)'/', (byte)0) >= 0 || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
            {
                Assert.Fail($"a name leads elsewhere: {Convert.ToHexString(name)}");
            }
        }
    }

    private static Errno Decode(ReadOnlySpan<byte> reply, out EntryBatch whole, out EntryBatch rest, out DirectoryPage page)
    {
        whole = new EntryBatch();
        rest = new EntryBatch();
        return new PageDecoder(Wanted & ~StatMask.Btime).Decode(reply, true, null, whole, rest, out page);
    }

    private static XdrWriter BeginPage(ulong verifier)
    {
        XdrWriter page = new();
        page.WriteUInt32(0);
        page.WriteBool(false);
        page.WriteUInt64(verifier);
        return page;
    }

    private static void AddEntry(
        XdrWriter page, ulong fileid, ReadOnlySpan<byte> name, ulong cookie, uint type, ReadOnlySpan<byte> handle, ulong size = 1000, uint seconds = 3)
    {
        page.WriteBool(true);
        page.WriteUInt64(fileid);
        page.WriteOpaque(name);
        page.WriteUInt64(cookie);
        page.WriteBool(type != 0);
        if (type != 0)
        {
            WriteAttributes(page, type, fileid, size, seconds);
        }

        page.WriteBool(!handle.IsEmpty);
        if (!handle.IsEmpty)
        {
            page.WriteOpaque(handle);
        }
    }

    private static void WriteAttributes(XdrWriter page, uint type, ulong fileid, ulong size, uint seconds)
    {
        foreach (uint value in (uint[])[type, 0x1a4, 1, 1001, 1002])
        {
            page.WriteUInt32(value);
        }

        foreach (ulong value in (ulong[])[size, 4096, 0, 42, fileid])
        {
            page.WriteUInt64(value);
        }

        for (int i = 0; i < 3; i++)
        {
            page.WriteUInt32(seconds);
            page.WriteUInt32(4);
        }
    }

    private static void EndPage(XdrWriter page, bool isEnd)
    {
        page.WriteBool(false);
        page.WriteBool(isEnd);
    }

    private static string[] Names(EntryBatch batch) =>
        [.. Enumerable.Range(0, batch.Count).Select(i => System.Text.Encoding.UTF8.GetString(batch.Name(i)))];
}
