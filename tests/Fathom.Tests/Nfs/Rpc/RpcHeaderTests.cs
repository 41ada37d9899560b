using System.Text;
using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs.Rpc;

public sealed class RpcHeaderTests
{
    [Fact]
    public void A_call_has_the_bytes_of_the_rfc()
    {
        XdrWriter writer = new();
        RpcHeader.Write(writer, 0x1234, Nfs3.GetAttr, RpcHeader.EncodeCredential(NfsCredential.Anonymous, 1));
        writer.WriteUInt32(99);
        RpcHeader.Seal(writer);

        Assert.Equal(PeerConnection.Words(0x8000_002C, 0x1234, 0, 2, 100003, 3, 1, 0, 0, 0, 0, 99), writer.Written);
        RpcHeader.SetXid(writer, 0x5678);
        Assert.Equal(PeerConnection.Words(0x8000_002C, 0x5678), writer.Written[..8]);
    }

    [Fact]
    public void A_credential_names_machine_user_and_groups()
    {
        byte[] credential = RpcHeader.EncodeCredential(new NfsCredential { Uid = 1000, Gid = 100, Groups = [7, 8] }, 42);

        XdrReader reader = new(credential);
        Assert.True(reader.TryReadUInt32(out uint flavour));
        Assert.Equal(1u, flavour);
        Assert.True(reader.TryReadOpaque(RpcHeader.MaxAuthLength, out ReadOnlySpan<byte> body));
        Assert.True(reader.Rest.IsEmpty);
        XdrReader fields = new(body);
        Assert.True(fields.TryReadUInt32(out uint stamp));
        Assert.Equal(42u, stamp);
        Assert.True(fields.TryReadOpaque(255, out ReadOnlySpan<byte> machine));
        Assert.Equal(Environment.MachineName, Encoding.UTF8.GetString(machine));
        Assert.Equal(PeerConnection.Words(1000, 100, 2, 7, 8), fields.Rest);
    }

    [Fact]
    public void A_seventeenth_group_is_not_sent()
    {
        uint[] groups = [.. Enumerable.Range(1, 17).Select(static group => (uint)group)];
        byte[] credential = RpcHeader.EncodeCredential(new NfsCredential { Groups = groups }, 0);

        Assert.True(credential.Length <= 8 + RpcHeader.MaxAuthLength);
        Assert.Equal(PeerConnection.Words([16, .. groups[..16]]), credential.AsSpan(credential.Length - 68));
    }
}
