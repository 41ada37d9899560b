using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs;

/// <summary>Arguments of the procedures, word for word as RFC 1813 has them.</summary>
public sealed class ArgumentTests
{
    private static readonly byte[] s_handle = [0xaa, 0xbb, 0xcc];

    [Fact]
    public void A_handle_and_a_name_are_padded()
    {
        Assert.Equal("00000003 AABBCC00 00000005 6E616D65 73000000", Words(writer => LookupArgs.Encode(writer, s_handle, "names"u8)));
    }

    [Fact]
    public void A_page_is_asked_for_with_cookie_and_verifier()
    {
        Assert.Equal(
            "00000003 AABBCC00 00000000 00000005 FFFFFFFF FFFFFFFE 00010000",
            Words(writer => ReadDirArgs.Encode(writer, s_handle, 5, ulong.MaxValue - 1, 65536)));
        Assert.Equal(
            "00000003 AABBCC00 00000000 00000005 00000000 00000006 00001000 00010000",
            Words(writer => ReadDirArgs.EncodePlus(writer, s_handle, 5, 6, 4096, 65536)));
    }

    [Fact]
    public void Attributes_that_stay_are_not_sent()
    {
        Assert.Equal("00000000 00000000 00000000 00000000 00000000 00000000", Words(writer => Sattr3.Encode(writer, NfsAttributeChange.None)));
    }

    [Fact]
    public void Attributes_that_change_are_sent()
    {
        NfsAttributeChange change = new()
        {
            Mode = Convert.ToUInt32("100640", 8),
            Uid = 1,
            Gid = 2,
            Size = 1L << 40,
            Atime = 3_000_000_004,
            Mtime = NfsAttributeChange.Now,
        };

        Assert.Equal(
            "00000003 AABBCC00 00000001 000001A0 00000001 00000001 00000001 00000002 00000001 00000100 00000000 00000002 00000003 00000004 00000001 00000000",
            Words(writer => Sattr3.EncodeSetAttr(writer, s_handle, change)));
    }

    [Fact]
    public void Creations_say_what_they_make()
    {
        const string Where = "00000003 AABBCC00 00000001 6E000000 ";
        const string Unset = "00000000 00000000 00000000 00000000 00000000 00000000";

        Assert.Equal(
            Where + "00000001 " + Unset,
            Words(writer => CreateArgs.Encode(writer, s_handle, "n"u8, NfsCreateMode.Guarded, NfsAttributeChange.None)));
        Assert.Equal(Where + "00000002 00000000 00000007", Words(writer => CreateArgs.EncodeExclusive(writer, s_handle, "n"u8, 7)));
        Assert.Equal(Where + Unset, Words(writer => CreateArgs.EncodeDirectory(writer, s_handle, "n"u8, NfsAttributeChange.None)));
        Assert.Equal(
            Where + Unset + " 00000001 74000000",
            Words(writer => CreateArgs.EncodeSymlink(writer, s_handle, "n"u8, "t"u8, NfsAttributeChange.None)));
        Assert.Equal(
            Where + "00000007 " + Unset,
            Words(writer => CreateArgs.EncodeSpecial(writer, s_handle, "n"u8, new NfsSpecial(EntryKind.Fifo), NfsAttributeChange.None)));
        Assert.Equal(
            Where + "00000003 " + Unset + " 00012345 00ABCDEF",
            Words(writer => CreateArgs.EncodeSpecial(
                writer, s_handle, "n"u8, new NfsSpecial(EntryKind.BlockDevice, 0x1200abcd345ef), NfsAttributeChange.None)));
    }

    [Fact]
    public void Data_is_sent_with_its_place()
    {
        Assert.Equal("00000003 AABBCC00 00000001 00000002 00000003", Words(writer => ReadArgs.Encode(writer, s_handle, 0x1_0000_0002, 3)));
        Assert.Equal(
            "00000003 AABBCC00 00000000 00000009 00000002 00000001 00000002 68690000",
            Words(writer => WriteArgs.Encode(writer, s_handle, 9, NfsStability.DataSync, "hi"u8)));
    }

    [Fact]
    public void Two_nodes_are_named_in_order()
    {
        Assert.Equal(
            "00000003 AABBCC00 00000001 61000000 00000001 01000000 00000001 62000000",
            Words(writer => RenameArgs.Encode(writer, s_handle, "a"u8, [1], "b"u8)));
        Assert.Equal(
            "00000003 AABBCC00 00000001 01000000 00000001 62000000",
            Words(writer => RenameArgs.EncodeLink(writer, s_handle, [1], "b"u8)));
    }

    private static string Words(Action<XdrWriter> write)
    {
        XdrWriter writer = new(4);
        write(writer);
        return string.Join(' ', writer.Written.ToArray().Chunk(4).Select(Convert.ToHexString));
    }
}
