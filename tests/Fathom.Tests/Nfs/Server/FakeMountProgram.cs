using System.Text;
using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Server;

/// <summary>Procedures of MOUNT version 3 and of the portmapper, as a correct server answers them.</summary>
/// <remarks>RFC 1813, section 5; RFC 1833, section 3.</remarks>
internal static class FakeMountProgram
{
    internal const string ExportPath = "/export";

    private const uint MNT3ERR_NOENT = 2;

    internal static bool TryReadArguments(FakeCall call, ref XdrReader arguments)
    {
        ReadOnlySpan<byte> path = default;
        uint program = 0;
        bool hasPath = call.Procedure == FakePrograms.Mount || call.Procedure == FakePrograms.Unmount;
        bool isRead = hasPath ? arguments.TryReadOpaque(1024, out path)
            : call.Procedure != FakePrograms.GetPort || (arguments.TryReadUInt32(out program) && arguments.TrySkip(12));
        call.Name = Encoding.Latin1.GetString(path);
        call.Count = program;
        return isRead;
    }

    internal static void Answer(FakeNfsServer server, FakeCall call, FakeAnswer answer, XdrWriter results)
    {
        if (call.Procedure == FakePrograms.Mount)
        {
            Mount(server, call, answer, results);
        }
        else if (call.Procedure == FakePrograms.Export)
        {
            // exports: path, groups; each list ends with a false.
            results.WriteBool(true);
            results.WriteOpaque(Encoding.UTF8.GetBytes(ExportPath));
            results.WriteBool(true);
            results.WriteOpaque("10.0.0.0/8"u8);
            results.WriteBool(true);
            results.WriteOpaque("clients"u8);
            results.WriteBool(false);
            results.WriteBool(true);
            results.WriteOpaque([.. "/raw-"u8, 0xff]);
            results.WriteBool(false);
            results.WriteBool(false);
        }
        else if (call.Procedure == FakePrograms.GetPort)
        {
            int port = call.Count == Nfs3.NFS_PROGRAM ? server.NfsPort : call.Count == FakePrograms.MountProgram ? server.MountPort : 0;
            results.WriteUInt32((uint)port);
        }
    }

    private static void Mount(FakeNfsServer server, FakeCall call, FakeAnswer answer, XdrWriter results)
    {
        FakeNode? node = Find(server, call.Name);
        uint status = answer.Status ?? (node is null ? MNT3ERR_NOENT : 0);
        results.WriteUInt32(status);
        if (status == 0)
        {
            results.WriteOpaque(FakeNode.HandleOf((node ?? server.Nodes.Root).FileId));
            results.WriteUInt32((uint)server.Flavours.Count);
            foreach (uint flavour in server.Flavours)
            {
                results.WriteUInt32(flavour);
            }
        }
    }

    private static FakeNode? Find(FakeNfsServer server, string path)
    {
        if (path != ExportPath && !path.StartsWith(ExportPath + "/", StringComparison.Ordinal))
        {
            return null;
        }

        FakeNode? node = server.Nodes.Root;
        foreach (string name in path[ExportPath.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node is null ? null : server.Nodes.Find(node, Encoding.Latin1.GetBytes(name));
        }

        return node;
    }
}
