using System.Buffers.Binary;
using System.Text;

namespace Fathom.Nfs;

/// <summary>Headers of calls.</summary>
/// <remarks>RFC 5531, sections 8, 9 and 11, and appendix A.</remarks>
internal static class RpcHeader
{
    /// <summary>Bytes of a record mark.</summary>
    internal const int MarkSize = 4;

    /// <summary>In a record mark: the fragment is the record's last.</summary>
    internal const uint LastFragment = 0x8000_0000;

    /// <summary>The longest body of a credential or verifier, bytes.</summary>
    internal const int MaxAuthLength = 400;

    internal const uint CALL = 0;
    internal const uint REPLY = 1;

    private const uint RpcVersion = 2;
    private const uint AUTH_NONE = 0;
    private const uint AUTH_SYS = 1;
    private const int MaxMachineName = 255;

    /// <summary>Writes a record mark that <see cref="Seal"/> fills in, and the header of a call.</summary>
    /// <param name="credential">As <see cref="EncodeCredential"/> makes it.</param>
    internal static void Write(XdrWriter writer, uint xid, RpcProcedure procedure, ReadOnlySpan<byte> credential)
    {
        writer.Clear();
        writer.WriteUInt32(0);
        writer.WriteUInt32(xid);
        writer.WriteUInt32(CALL);
        writer.WriteUInt32(RpcVersion);
        writer.WriteUInt32(procedure.Program);
        writer.WriteUInt32(procedure.Version);
        writer.WriteUInt32(procedure.Number);
        writer.WriteFixed(credential);
        writer.WriteUInt32(AUTH_NONE);
        writer.WriteUInt32(0);
    }

    /// <summary>Completes the record mark: one fragment that holds the whole call.</summary>
    internal static void Seal(XdrWriter writer) =>
        BinaryPrimitives.WriteUInt32BigEndian(writer.Written, LastFragment | (uint)(writer.Length - MarkSize));

    /// <summary>Gives a complete call another transaction id.</summary>
    internal static void SetXid(XdrWriter writer, uint xid) => BinaryPrimitives.WriteUInt32BigEndian(writer.Written[MarkSize..], xid);

    /// <summary>The credential as every call carries it: flavour, length, body.</summary>
    /// <param name="stamp">Any number; servers that log it tell clients on one machine apart by it.</param>
    internal static byte[] EncodeCredential(NfsCredential credential, uint stamp)
    {
        XdrWriter whole = new();
        if (credential.IsAnonymous)
        {
            whole.WriteUInt32(AUTH_NONE);
            whole.WriteUInt32(0);
            return whole.Written.ToArray();
        }

        XdrWriter body = new();
        body.WriteUInt32(stamp);
        byte[] machine = Encoding.UTF8.GetBytes(Environment.MachineName);
        body.WriteOpaque(machine.AsSpan(0, Math.Min(machine.Length, MaxMachineName)));
        body.WriteUInt32(credential.Uid);
        body.WriteUInt32(credential.Gid);

        // A 17th group would make the server refuse the whole call.
        int groups = Math.Min(credential.Groups.Count, NfsCredential.MaxGroups);
        body.WriteUInt32((uint)groups);
        for (int i = 0; i < groups; i++)
        {
            body.WriteUInt32(credential.Groups[i]);
        }

        whole.WriteUInt32(AUTH_SYS);
        whole.WriteOpaque(body.Written);
        return whole.Written.ToArray();
    }
}
