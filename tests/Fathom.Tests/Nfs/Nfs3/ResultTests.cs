using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs;

/// <summary>Results of the procedures, read from what a server writes.</summary>
public sealed class ResultTests
{
    [Fact]
    public void A_lookup_has_handle_and_attributes()
    {
        XdrReader reader = new(SampleResults.Lookup());

        Assert.Equal(Errno.None, LookupResult.Decode(ref reader, out LookupResult result));

        Assert.Equal(SampleResults.Handle, result.Handle.ToArray());
        Assert.True(result.HasAttributes);
        Assert.Equal(1000u, result.Attributes.Uid);
        Assert.True(reader.Rest.IsEmpty);
    }

    [Fact]
    public void An_empty_handle_is_malformed()
    {
        XdrReader reader = new(SampleResults.Good(writer => writer.WriteOpaque([])));
        Assert.Equal(Errno.EBADMSG, LookupResult.Decode(ref reader, out _));
    }

    [Fact]
    public void A_handle_of_65_bytes_is_malformed()
    {
        XdrReader reader = new(SampleResults.Good(writer => writer.WriteOpaque(new byte[65])));
        Assert.Equal(Errno.EBADMSG, LookupResult.Decode(ref reader, out _));
    }

    [Fact]
    public void A_creation_may_have_no_handle()
    {
        XdrReader with = new(SampleResults.Create());
        XdrReader without = new(SampleResults.Good(writer =>
        {
            writer.WriteBool(false);
            SampleResults.OptionalAttributes(writer, isThere: false);
            SampleResults.Change(writer, isThere: false);
        }));

        Assert.Equal(Errno.None, CreateResult.Decode(ref with, out CreateResult made));
        Assert.Equal(Errno.None, CreateResult.Decode(ref without, out CreateResult bare));

        Assert.Equal(SampleResults.Handle, made.Handle.ToArray());
        Assert.True(bare.Handle.IsEmpty);
    }

    [Fact]
    public void Data_and_end_of_a_read_are_read()
    {
        XdrReader reader = new(SampleResults.Read());

        Assert.Equal(Errno.None, ReadResult.Decode(ref reader, 5, out ReadResult result));

        Assert.Equal("hello"u8, result.Data);
        Assert.True(result.IsEnd);
    }

    [Fact]
    public void More_data_than_was_asked_for_is_malformed()
    {
        XdrReader reader = new(SampleResults.Read());
        Assert.Equal(Errno.EBADMSG, ReadResult.Decode(ref reader, 4, out _));
    }

    [Fact]
    public void No_data_that_is_not_the_end_is_an_error()
    {
        XdrReader reader = new(SampleResults.Good(writer =>
        {
            SampleResults.OptionalAttributes(writer);
            writer.WriteUInt32(0);
            writer.WriteBool(false);
            writer.WriteOpaque([]);
        }));
        Assert.Equal(Errno.EPROTO, ReadResult.Decode(ref reader, 4, out _));
    }

    [Fact]
    public void A_target_of_a_link_is_read()
    {
        XdrReader reader = new(SampleResults.ReadLink());
        Assert.Equal(Errno.None, ReadLinkResult.Decode(ref reader, out ReadOnlySpan<byte> target));
        Assert.Equal("../target"u8, target);
    }

    [Fact]
    public void Rights_that_do_not_exist_are_dropped()
    {
        XdrReader reader = new(SampleResults.Access());
        Assert.Equal(Errno.None, AccessResult.Decode(ref reader, out NfsAccess granted));
        Assert.Equal(NfsAccess.Read | NfsAccess.Modify, granted);
    }

    [Fact]
    public void A_write_says_how_much_and_how_safe()
    {
        XdrReader reader = new(SampleResults.Write());
        Assert.Equal(Errno.None, WriteResult.Decode(ref reader, 5, out NfsWriteResult written));
        Assert.Equal(new NfsWriteResult(5, NfsStability.FileSync, 77), written);
    }

    [Fact]
    public void A_server_that_wrote_more_than_it_got_is_not_believed()
    {
        XdrReader reader = new(SampleResults.Write());
        Assert.Equal(Errno.EBADMSG, WriteResult.Decode(ref reader, 4, out _));
    }

    [Fact]
    public void A_commit_has_a_verifier()
    {
        XdrReader reader = new(SampleResults.Commit());
        Assert.Equal(Errno.None, WriteResult.DecodeCommit(ref reader, out ulong verifier));
        Assert.Equal(78ul, verifier);
    }

    [Fact]
    public void Renames_and_links_are_read_to_their_end()
    {
        XdrReader rename = new(SampleResults.Rename());
        XdrReader link = new(SampleResults.Link());

        Assert.Equal(Errno.None, RenameArgs.DecodeResult(ref rename));
        Assert.Equal(Errno.None, RenameArgs.DecodeLinkResult(ref link));

        Assert.True(rename.Rest.IsEmpty);
        Assert.True(link.Rest.IsEmpty);
    }

    [Fact]
    public void Room_beyond_63_bits_is_the_greatest_number()
    {
        XdrReader reader = new(SampleResults.FsStat());
        Assert.Equal(Errno.None, FsStatResult.Decode(ref reader, out NfsFileSystemStat stat));
        Assert.Equal(
            new NfsFileSystemStat
            {
                TotalBytes = 1,
                FreeBytes = 2,
                AvailableBytes = 3,
                TotalNodes = 4,
                FreeNodes = long.MaxValue,
                AvailableNodes = 6,
                ValidFor = TimeSpan.FromSeconds(9),
            },
            stat);
    }

    [Fact]
    public void Limits_are_read()
    {
        XdrReader reader = new(SampleResults.FsInfo());
        Assert.Equal(Errno.None, FsInfoResult.Decode(ref reader, out NfsServerLimits? limits));
        Assert.Equal(
            new NfsServerLimits
            {
                ReadMax = 1 << 20,
                ReadPreferred = 32768,
                WriteMax = 2 << 20,
                WritePreferred = 65536,
                ListingPreferred = 16384,
                MaxFileSize = long.MaxValue,
                TimeStep = TimeSpan.FromSeconds(1) + TimeSpan.FromTicks(5),
                HasHardLinks = true,
                HasSymlinks = true,
                IsHomogeneous = true,
                CanSetTimes = true,
            },
            limits);
        Assert.True(reader.Rest.IsEmpty);
    }

    [Theory]
    [InlineData(0, 8192)]
    [InlineData(1, 1)]
    [InlineData(uint.MaxValue, NfsServerLimits.MaxTransfer)]
    public void Sizes_that_make_no_sense_are_bounded(uint size, int taken)
    {
        XdrReader reader = new(SampleResults.FsInfo(size));
        Assert.Equal(Errno.None, FsInfoResult.Decode(ref reader, out NfsServerLimits? limits));
        Assert.Equal(taken, limits!.ReadMax);
        Assert.InRange(limits.ReadPreferred, 1, taken);
    }

    [Fact]
    public void Limits_of_names_are_read()
    {
        XdrReader reader = new(SampleResults.PathConf());
        Assert.Equal(Errno.None, PathConfResult.Decode(ref reader, out NfsPathLimits limits));
        Assert.Equal(
            new NfsPathLimits { MaxLinks = 32000, MaxName = 255, RefusesLongNames = true, RestrictsChown = true, PreservesCase = true },
            limits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Entries_of_a_page_are_read(bool isPlus)
    {
        Assert.Equal(Errno.None, ReadDirResult.Decode(new XdrReader(SampleResults.Page(isPlus)), isPlus, out ReadDirResult page));
        Assert.Equal(42ul, page.Verifier);
        for (uint i = 1; i <= 3; i++)
        {
            Assert.True(page.TryRead(out DirectoryEntry3 entry));
            Assert.Equal((100ul + i, 200ul + i), (entry.FileId, entry.Cookie));
            Assert.Equal("name"u8[..(int)i], entry.Name);
            Assert.Equal(isPlus && i == 1, entry.HasAttributes);
            Assert.Equal(isPlus && i != 2, !entry.Handle.IsEmpty);
        }

        Assert.False(page.TryRead(out _));
        Assert.True(page.IsEnd);
        Assert.False(page.IsMalformed);
    }

    [Fact]
    public void An_error_is_one_whatever_follows_it()
    {
        byte[] body = [0, 0, 0, 70];
        foreach (DecoderFuzzTests.Decoder decoder in DecoderFuzzTests.Decoders)
        {
            Assert.Equal(Errno.ESTALE, decoder.Decode(body));
        }
    }

    [Fact]
    public void Only_the_status_that_says_so_is_to_be_asked_again()
    {
        Assert.True(Nfs3Result.IsJukebox([0, 0, 0x27, 0x18]));
        Assert.False(Nfs3Result.IsJukebox([0, 0, 0x27, 0x12]));
        Assert.False(Nfs3Result.IsJukebox([0, 0, 0x27]));
    }
}
