using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs.Rpc;

public sealed class RpcReplyHeaderTests
{
    [Theory]
    [InlineData(Errno.None, 0, 0, 0, 0)]
    [InlineData(Errno.EPROTONOSUPPORT, 0, 0, 0, 1)] // PROG_UNAVAIL
    [InlineData(Errno.EPROTONOSUPPORT, 0, 0, 0, 2, 4, 4)] // PROG_MISMATCH
    [InlineData(Errno.EBADMSG, 0, 0, 0, 2, 4)]
    [InlineData(Errno.ENOSYS, 0, 0, 0, 3)] // PROC_UNAVAIL
    [InlineData(Errno.EINVAL, 0, 0, 0, 4)] // GARBAGE_ARGS
    [InlineData(Errno.EREMOTEIO, 0, 0, 0, 5)] // SYSTEM_ERR
    [InlineData(Errno.EBADMSG, 0, 0, 0, 6)]
    [InlineData(Errno.EPROTONOSUPPORT, 1, 0, 2, 2)] // RPC_MISMATCH
    [InlineData(Errno.EBADMSG, 1, 0, 2)]
    [InlineData(Errno.EACCES, 1, 1, 5)] // AUTH_ERROR
    [InlineData(Errno.EBADMSG, 1, 1)]
    [InlineData(Errno.EBADMSG, 1, 2)]
    [InlineData(Errno.EBADMSG, 1)]
    [InlineData(Errno.EBADMSG, 2)]
    [InlineData(Errno.EBADMSG, 0, 0, 0)]
    [InlineData(Errno.EBADMSG, 0, 0, 401)]
    [InlineData(Errno.EBADMSG)]
    public void A_refusal_is_an_errno(Errno errno, params int[] words)
    {
        byte[] record = PeerConnection.Words([.. words.Select(static word => (uint)word)]);
        Assert.Equal(errno, RpcReplyHeader.Decode(record).Errno);
    }

    [Fact]
    public void Results_follow_a_verifier_of_any_permitted_length()
    {
        for (int length = 0; length <= 401; length++)
        {
            XdrWriter writer = new();
            writer.WriteUInt32(0);
            writer.WriteUInt32(1);
            writer.WriteOpaque(new byte[length]);
            writer.WriteUInt32(0);
            writer.WriteFixed("results!"u8);
            RpcReplyHeader header = RpcReplyHeader.Decode(writer.Written);

            Assert.Equal(length <= RpcHeader.MaxAuthLength ? Errno.None : Errno.EBADMSG, header.Errno);
            Assert.Equal(length <= RpcHeader.MaxAuthLength ? "results!"u8 : [], header.Body);
        }
    }

    [Fact]
    public void A_million_mutated_replies_are_an_errno_or_results_within_the_reply()
    {
        byte[][] seeds =
        [
            PeerConnection.Words(0, 0, 0, 0, 1, 2, 3),
            PeerConnection.Words(0, 1, 8, 0xAAAA_AAAA, 0xBBBB_BBBB, 0, 7),
            PeerConnection.Words(0, 0, 0, 2, 4, 4),
            PeerConnection.Words(1, 0, 2, 2),
            PeerConnection.Words(1, 1, 5),
        ];
        Errno[] known =
        [
            Errno.None, Errno.EBADMSG, Errno.EPROTONOSUPPORT, Errno.ENOSYS, Errno.EINVAL, Errno.EREMOTEIO, Errno.EACCES,
        ];
        Random random = new(5531);
        int refused = 0;
        byte[] bytes = new byte[64];
        for (int i = 0; i < 1_000_000; i++)
        {
            byte[] seed = seeds[i % seeds.Length];
            seed.CopyTo(bytes, 0);
            int length = random.Next(4) == 0 ? random.Next(seed.Length + 1) : seed.Length;
            for (int mutations = random.Next(1, 5); mutations > 0; mutations--)
            {
                bytes[random.Next(seed.Length)] = (byte)(random.Next(2) == 0 ? random.Next(6) : random.Next(256));
            }

            RpcReplyHeader header = RpcReplyHeader.Decode(bytes.AsSpan(0, length));
            refused += header.Errno == Errno.EBADMSG ? 1 : 0;
            if (Array.IndexOf(known, header.Errno) < 0 || header.Body.Length > length || (header.Errno != Errno.None && !header.Body.IsEmpty))
            {
                Assert.Fail($"{Convert.ToHexString(bytes.AsSpan(0, length))} gives {header.Errno}");
            }
        }

        Assert.InRange(refused, 1, 999_999);
    }
}
