using Fathom.Fuse;
using Xunit;

namespace Fathom.Tests.Fuse.Protocol;

public sealed class InitNegotiationTests
{
    [Fact]
    public void Only_what_the_kernel_offers_is_used()
    {
        InitIn init = new() { Major = 7, Minor = 31, MaxReadahead = 131072, Flags = ProtocolFlags.FUSE_ASYNC_READ | ProtocolFlags.FUSE_BIG_WRITES };

        Assert.Equal(Errno.None, InitNegotiation.Answer(in init, FuseOptions.Default, true, out InitOut reply, out InitNegotiation? agreed));

        Assert.Equal((7u, 31u), (reply.Major, reply.Minor));
        Assert.Equal(init.Flags, reply.Flags);
        Assert.Equal(131072u, reply.MaxReadahead);
        Assert.Equal(32u * 4096, reply.MaxWrite);
        Assert.False(agreed!.HasWriteback);
    }

    [Fact]
    public void A_kernel_of_today_gives_megabytes_and_keeps_writes()
    {
        InitIn init = new() { Major = 7, Minor = 45, Flags = uint.MaxValue };

        Assert.Equal(Errno.None, InitNegotiation.Answer(in init, FuseOptions.Default, true, out InitOut reply, out InitNegotiation? agreed));

        Assert.Equal(39u, reply.Minor);
        Assert.Equal(1024u * 1024, reply.MaxWrite);
        Assert.Equal(256, reply.MaxPages);
        Assert.True(agreed!.HasWriteback);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Nothing_is_kept_that_was_not_asked_for(bool isWritable, bool writeback)
    {
        InitIn init = new() { Major = 7, Minor = 45, Flags = uint.MaxValue };

        InitNegotiation.Answer(in init, new FuseOptions { WritebackCache = writeback }, isWritable, out _, out InitNegotiation? agreed);

        Assert.False(agreed!.HasWriteback);
    }

    [Fact]
    public void An_old_kernel_is_refused_and_a_newer_major_asked_again()
    {
        InitIn old = new() { Major = 7, Minor = 22 };
        InitIn newer = new() { Major = 8, Minor = 1 };

        Assert.Equal(Errno.EPROTO, InitNegotiation.Answer(in old, FuseOptions.Default, true, out _, out _));
        Assert.Equal(Errno.None, InitNegotiation.Answer(in newer, FuseOptions.Default, true, out InitOut reply, out InitNegotiation? agreed));
        Assert.Equal(7u, reply.Major);
        Assert.Null(agreed);
    }
}
