using System.Buffers.Binary;

namespace Fathom.Tests.Nfs.Rpc;

/// <summary>A call as a server sees it.</summary>
/// <param name="record">Without the record mark.</param>
internal sealed class PeerCall(byte[] record)
{
    private const int CredentialAt = 24;

    internal byte[] Record { get; } = record;

    internal uint Xid => Word(0);

    internal uint Program => Word(12);

    internal uint Procedure => Word(20);

    internal uint Flavour => Word(24);

    /// <summary>The body of the credential.</summary>
    internal ReadOnlySpan<byte> Credential => Record.AsSpan(CredentialAt + 8, (int)Word(CredentialAt + 4));

    /// <summary>What follows an empty verifier.</summary>
    internal ReadOnlySpan<byte> Arguments => Record.AsSpan(CredentialAt + 8 + (((int)Word(CredentialAt + 4) + 3) & ~3) + 8);

    private uint Word(int at) => BinaryPrimitives.ReadUInt32BigEndian(Record.AsSpan(at));
}
