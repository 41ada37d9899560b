using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs;

public sealed class Fattr3Tests
{
    [Fact]
    public void All_fields_are_read()
    {
        NodeAttributes attributes = Read(1, 11, 8, 1);

        Assert.Equal(
            new NodeAttributes
            {
                Mode = Convert.ToUInt32("104755", 8),
                Links = 3,
                Uid = 1000,
                Gid = 1001,
                Size = 11,
                Allocated = 8192,
                RawDevice = 0x801,
                Device = 0xfeed_0000_0000_0001,
                Inode = 0xffff_ffff_ffff_fff0,
                Atime = 100_000_000_001,
                Mtime = 200_000_000_002,
                Ctime = 4_294_967_295_999_999_999,
            },
            attributes);
    }

    [Theory]
    [InlineData(1, EntryKind.File)]
    [InlineData(2, EntryKind.Directory)]
    [InlineData(3, EntryKind.BlockDevice)]
    [InlineData(4, EntryKind.CharacterDevice)]
    [InlineData(5, EntryKind.Symlink)]
    [InlineData(6, EntryKind.Socket)]
    [InlineData(7, EntryKind.Fifo)]
    [InlineData(0, EntryKind.Unknown)]
    [InlineData(8, EntryKind.Unknown)]
    public void The_mode_has_the_type_that_the_server_said(uint type, EntryKind kind)
    {
        NodeAttributes attributes = Read(type, 0, 0, 0);

        Assert.Equal(kind, attributes.Kind);
        Assert.Equal((uint)kind, attributes.Mode >> 12);
    }

    [Fact]
    public void Sizes_beyond_63_bits_are_the_greatest_one()
    {
        Assert.Equal(long.MaxValue, Read(1, ulong.MaxValue, 0, 0).Size);
        Assert.Equal(long.MaxValue, Read(1, 1UL << 63, 0, 0).Size);
        Assert.Equal(long.MaxValue - 1, Read(1, long.MaxValue - 1, 0, 0).Size);
    }

    [Fact]
    public void Device_numbers_have_the_bits_of_makedev()
    {
        Assert.Equal(0x0801UL, Read(3, 0, 8, 1).RawDevice);
        Assert.Equal(0x1200abcd345efUL, Read(3, 0, 0x12345, 0xabcdef).RawDevice);
    }

    [Fact]
    public void What_was_before_a_change_is_passed_over()
    {
        XdrWriter writer = new();
        SampleResults.Change(writer);
        writer.WriteUInt32(99);
        XdrReader reader = new(writer.Written);

        Assert.True(Fattr3.TryReadAfterChange(ref reader, out bool isThere, out NodeAttributes attributes));

        Assert.True(isThere);
        Assert.Equal(1000u, attributes.Uid);
        Assert.Equal(4, reader.Rest.Length);
    }

    private static NodeAttributes Read(uint type, ulong size, uint major, uint minor)
    {
        XdrWriter writer = new();
        SampleResults.Attributes(writer, type, size, major, minor);
        Assert.Equal(Nfs3.AttributesSize, writer.Length);
        XdrReader reader = new(writer.Written);
        Assert.True(Fattr3.TryRead(ref reader, out NodeAttributes attributes));
        Assert.True(reader.Rest.IsEmpty);
        return attributes;
    }
}
