using Fathom.Vault;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class ContentSizeTests
{
    [Theory]
    [InlineData(CipherCombo.SivGcm, 68, 0)]
    [InlineData(CipherCombo.SivGcm, 68 + 28, 0)]
    [InlineData(CipherCombo.SivGcm, 68 + 29, 1)]
    [InlineData(CipherCombo.SivGcm, 68 + 32796, 32768)]
    [InlineData(CipherCombo.SivGcm, 68 + 32796 + 28, 32768)]
    [InlineData(CipherCombo.SivGcm, 68 + 32796 + 29, 32769)]
    [InlineData(CipherCombo.SivCtrMac, 88, 0)]
    [InlineData(CipherCombo.SivCtrMac, 88 + 48, 0)]
    [InlineData(CipherCombo.SivCtrMac, 88 + 32816 + 49, 32769)]
    public void A_stored_size_tells_the_size(CipherCombo cipher, long stored, long expected)
    {
        Assert.Equal(Errno.None, ContentSize.ToCleartext(CipherLayout.Of(cipher), stored, out long size));
        Assert.Equal(expected, size);
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm, 0)]
    [InlineData(CipherCombo.SivGcm, -1)]
    [InlineData(CipherCombo.SivGcm, 67)]
    [InlineData(CipherCombo.SivGcm, 68 + 1)]
    [InlineData(CipherCombo.SivGcm, 68 + 27)]
    [InlineData(CipherCombo.SivGcm, 68 + 32796 + 27)]
    [InlineData(CipherCombo.SivCtrMac, 87)]
    [InlineData(CipherCombo.SivCtrMac, 88 + 47)]
    public void A_size_that_no_file_has_is_an_error(CipherCombo cipher, long stored)
    {
        Assert.Equal(Errno.EBADMSG, ContentSize.ToCleartext(CipherLayout.Of(cipher), stored, out long size));
        Assert.Equal(0, size);
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void Any_size_comes_back(CipherCombo cipher) => Prop.ForAll(ArbMap.Default.ArbFor<long>(), number =>
    {
        CipherLayout layout = CipherLayout.Of(cipher);
        foreach (long size in (long[])[number & 0xFFFFF, (number & 0xFFFF) * 32768, (long)((ulong)(number * 0x5851F42D4C957F2D) >> 4)])
        {
            Assert.Equal(Errno.None, ContentSize.ToStored(layout, size, out long stored));
            Assert.Equal(Errno.None, ContentSize.ToCleartext(layout, stored, out long back));
            Assert.Equal(size, back);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_size_whose_file_would_be_too_large_is_an_error()
    {
        Assert.Equal(Errno.EFBIG, ContentSize.ToStored(CipherLayout.Of(CipherCombo.SivGcm), long.MaxValue, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContentSize.ToStored(CipherLayout.Of(CipherCombo.SivGcm), -1, out _));
    }

    [Fact]
    public void A_chunk_begins_behind_the_header_and_those_before()
    {
        Assert.Equal(68, ContentSize.OffsetOf(CipherLayout.Of(CipherCombo.SivGcm), 0));
        Assert.Equal(68 + 2 * 32796L, ContentSize.OffsetOf(CipherLayout.Of(CipherCombo.SivGcm), 2));
        Assert.Equal(88 + 100_000_000L * 32816, ContentSize.OffsetOf(CipherLayout.Of(CipherCombo.SivCtrMac), 100_000_000));
    }
}
