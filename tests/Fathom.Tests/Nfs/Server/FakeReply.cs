using System.Diagnostics.CodeAnalysis;
using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Server;

/// <summary>One RPC: takes the call's header apart and puts the reply together.</summary>
/// <remarks>RFC 5531, section 9.</remarks>
internal sealed class FakeReply(FakeNfsServer server, byte[] record, int connection, int sourcePort)
{
    private const uint CALL = 0;
    private const uint REPLY = 1;
    private const uint MSG_ACCEPTED = 0;
    private const uint MSG_DENIED = 1;
    private const uint AUTH_ERROR = 1;
    private const uint AUTH_NONE = 0;
    private const uint AUTH_SYS = 1;
    private const int MaxGroups = 16;

    private bool _hasArguments;
    private uint? _authStatus;

    /// <summary>Reads the call; what is no call is not answered, as RPC servers do.</summary>
    internal bool TryRead([NotNullWhen(true)] out FakeCall? call)
    {
        XdrReader reader = new(record);
        call = null;
        if (!reader.TryReadUInt32(out uint xid) || !reader.TryReadUInt32(out uint type) || type != CALL
            || !reader.TryReadUInt32(out uint rpcVersion) || rpcVersion != 2 || !reader.TryReadUInt32(out uint program)
            || !reader.TryReadUInt32(out uint version) || !reader.TryReadUInt32(out uint number))
        {
            return false;
        }

        call = new FakeCall
        {
            Procedure = FakePrograms.Find(program, number),
            Xid = xid,
            Called = (program, version, number),
            Connection = connection,
            SourcePort = sourcePort,
        };
        if (TryReadCredential(ref reader, call) && call.Procedure is not null)
        {
            lock (server.Sync)
            {
                _hasArguments = program == Nfs3.NFS_PROGRAM
                    ? FakeNfsProgram.TryReadArguments(server, call, ref reader)
                    : FakeMountProgram.TryReadArguments(call, ref reader);
            }
        }

        return true;
    }

    /// <summary>Writes the reply without its record mark.</summary>
    internal void Write(FakeCall call, FakeAnswer answer, XdrWriter reply)
    {
        reply.WriteUInt32(call.Xid);
        reply.WriteUInt32(REPLY);
        if ((answer.AuthStatus ?? _authStatus) is uint denied)
        {
            reply.WriteUInt32(MSG_DENIED);
            reply.WriteUInt32(AUTH_ERROR);
            reply.WriteUInt32(denied);
            return;
        }

        XdrWriter results = new();
        uint status = answer.AcceptStatus ?? Run(call, answer, results);
        reply.WriteUInt32(MSG_ACCEPTED);
        reply.WriteUInt32(AUTH_NONE);
        reply.WriteOpaque([]);
        reply.WriteUInt32(status);
        if (status == FakePrograms.PROG_MISMATCH)
        {
            reply.WriteUInt32(answer.Versions.Low);
            reply.WriteUInt32(answer.Versions.High);
        }
        else if (status == 0)
        {
            byte[]? body = answer.Body ?? answer.Edit?.Invoke(results.Written.ToArray());
            WriteBytes(reply, body is null ? results.Written : body);
        }
    }

    // A script's results need be no multiple of 4 bytes, which nothing but the last can be: they are cut to whole words.
    private static void WriteBytes(XdrWriter reply, ReadOnlySpan<byte> body) => reply.WriteFixed(body[..(body.Length & ~3)]);

    private uint Run(FakeCall call, FakeAnswer answer, XdrWriter results)
    {
        if (call.Procedure is null)
        {
            return call.Called.Program is Nfs3.NFS_PROGRAM or FakePrograms.MountProgram or FakePrograms.PortmapProgram
                ? FakePrograms.PROC_UNAVAIL
                : FakePrograms.PROG_UNAVAIL;
        }

        if (!_hasArguments)
        {
            return FakePrograms.GARBAGE_ARGS;
        }

        lock (server.Sync)
        {
            if (call.Called.Program == Nfs3.NFS_PROGRAM)
            {
                return FakeNfsProgram.TryAnswer(server, call, answer, results) ? 0 : FakePrograms.PROC_UNAVAIL;
            }

            FakeMountProgram.Answer(server, call, answer, results);
            return 0;
        }
    }

    private bool TryReadCredential(ref XdrReader reader, FakeCall call)
    {
        if (!reader.TryReadUInt32(out uint flavour) || !reader.TryReadOpaque(400, out ReadOnlySpan<byte> body)
            || !reader.TryReadUInt32(out _) || !reader.TryReadOpaque(400, out _))
        {
            return false;
        }

        call.IsAnonymous = flavour != AUTH_SYS;
        if (call.IsAnonymous)
        {
            return true;
        }

        // authsys_parms: stamp, machine name, uid, gid, groups.
        XdrReader parms = new(body);
        if (!parms.TryReadUInt32(out _) || !parms.TryReadOpaque(255, out _) || !parms.TryReadUInt32(out uint uid)
            || !parms.TryReadUInt32(out uint gid) || !parms.TryReadUInt32(out uint count) || count > MaxGroups)
        {
            _authStatus = FakePrograms.AUTH_BADCRED;
            return false;
        }

        (call.Uid, call.Gid, call.Groups) = (uid, gid, new uint[count]);
        for (int i = 0; i < count; i++)
        {
            parms.TryReadUInt32(out call.Groups[i]);
        }

        return true;
    }
}
