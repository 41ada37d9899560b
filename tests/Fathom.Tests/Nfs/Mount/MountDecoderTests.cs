using Fathom.Nfs;
using Fathom.Tests.Nfs.Rpc;
using Xunit;

namespace Fathom.Tests.Nfs.Mount;

/// <summary>Answers of a MOUNT service that no honest one gives.</summary>
public sealed class MountDecoderTests
{
    [Theory]
    [InlineData(1, Errno.EPERM)]
    [InlineData(2, Errno.ENOENT)]
    [InlineData(5, Errno.EIO)]
    [InlineData(13, Errno.EACCES)]
    [InlineData(20, Errno.ENOTDIR)]
    [InlineData(22, Errno.EINVAL)]
    [InlineData(63, Errno.ENAMETOOLONG)]
    [InlineData(10004, Errno.EOPNOTSUPP)]
    [InlineData(10006, Errno.EREMOTEIO)]
    [InlineData(70, Errno.EPROTO)]
    public void A_status_is_an_errno(uint status, Errno errno)
    {
        Assert.Equal(errno, MountReply.Decode(PeerConnection.Words(status), out _, out _));
    }

    [Fact]
    public void A_handle_without_bytes_or_with_too_many_is_malformed()
    {
        Assert.Equal(Errno.EBADMSG, MountReply.Decode(PeerConnection.Words(0, 0, 0), out _, out _));
        Assert.Equal(Errno.EBADMSG, MountReply.Decode([.. PeerConnection.Words(0, 65), .. new byte[100]], out _, out _));
        Assert.Equal(Errno.EBADMSG, MountReply.Decode(PeerConnection.Words(0, 4, 1, uint.MaxValue), out _, out _));
        Assert.Equal(Errno.EBADMSG, MountReply.Decode(PeerConnection.Words(0, 4, 1, 2, 1), out _, out _));
        Assert.Equal(Errno.None, MountReply.Decode(PeerConnection.Words(0, 4, 1, 0), out _, out _));
    }

    [Fact]
    public void Lists_without_end_are_refused()
    {
        XdrWriter exports = new();
        for (int i = 0; i <= ExportList.MaxExports; i++)
        {
            exports.WriteBool(true);
            exports.WriteOpaque("/"u8);
            exports.WriteBool(false);
        }

        exports.WriteBool(false);
        Assert.Equal(Errno.EBADMSG, ExportList.Decode(exports.Written, out IReadOnlyList<NfsExport> list));
        Assert.Empty(list);

        XdrWriter groups = new();
        groups.WriteBool(true);
        groups.WriteOpaque("/"u8);
        for (int i = 0; i <= ExportList.MaxGroups; i++)
        {
            groups.WriteBool(true);
            groups.WriteOpaque("g"u8);
        }

        groups.WriteBool(false);
        groups.WriteBool(false);
        Assert.Equal(Errno.EBADMSG, ExportList.Decode(groups.Written, out _));
    }

    [Fact]
    public void Mutated_answers_are_an_errno_or_a_list()
    {
        XdrWriter seed = new();
        seed.WriteBool(true);
        seed.WriteOpaque("/home"u8);
        seed.WriteBool(true);
        seed.WriteOpaque("host"u8);
        seed.WriteBool(false);
        seed.WriteBool(false);
        byte[] mount = PeerConnection.Words(0, 8, 1, 2, 2, 1, 6);
        Random random = new(1813);
        Assert.True(Mutate(seed.Written.ToArray(), random, static bytes => ExportList.Decode(bytes, out _)) > 0);
        Assert.True(Mutate(mount, random, static bytes => MountReply.Decode(bytes, out _, out _)) > 0);
    }

    /// <returns>How many were refused.</returns>
    private static int Mutate(byte[] seed, Random random, Func<byte[], Errno> decode)
    {
        int refused = 0;
        for (int i = 0; i < 200_000; i++)
        {
            byte[] bytes = [.. seed.AsSpan(0, random.Next(seed.Length + 1))];
            for (int mutations = random.Next(4); mutations > 0 && bytes.Length > 0; mutations--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            refused += decode(bytes) != Errno.None ? 1 : 0;
        }

        return refused;
    }
}
