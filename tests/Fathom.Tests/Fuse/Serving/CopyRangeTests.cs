using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Xunit;

namespace Fathom.Tests.Fuse.Serving;

[SupportedOSPlatform("linux")]
public sealed class CopyRangeTests
{
    [Fact]
    public void A_copy_within_a_mount_stays_in_the_server()
    {
        using FuseMount mount = new();
        byte[] content = ContentSteps.Noise(40_000_001);
        File.WriteAllBytes(mount.Behind("from"), content);
        long before = mount.Server.Statistics.Requests;

        mount.Script("cp --reflink=auto from to").EnsureSuccess();
        long requests = mount.Server.Statistics.Requests - before;

        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(mount.Behind("to"))));
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(mount.At("to"))));

        // Through the kernel it would be 40 reads and 40 writes of a mebibyte.
        Assert.InRange(requests, 3, 40);
    }

    [Fact]
    public void What_was_just_written_is_copied()
    {
        using FuseMount mount = new();

        mount.Script("""
            for i in {1..50}; do
                head -c $((i * 3000)) /dev/urandom >from; exec 5<>from; printf changed >&5
                cp from to; exec 5>&-; cmp from to
                printf over | dd of=to bs=1 seek=$i conv=notrunc status=none; cp to from; cmp from to
            done
            """).EnsureSuccess();
    }
}
