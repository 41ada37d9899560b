using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Server;

/// <summary>Procedures of the programs beside NFS, and what the RPC header says.</summary>
/// <remarks>RFC 1813, section 5 (MOUNT); RFC 1833, section 3 (portmap); RFC 5531, section 9.</remarks>
internal static class FakePrograms
{
    internal const uint MountProgram = 100005;
    internal const uint PortmapProgram = 100000;

    internal const uint PROG_UNAVAIL = 1;
    internal const uint PROG_MISMATCH = 2;
    internal const uint PROC_UNAVAIL = 3;
    internal const uint GARBAGE_ARGS = 4;
    internal const uint SYSTEM_ERR = 5;

    internal const uint AUTH_BADCRED = 1;
    internal const uint AUTH_TOOWEAK = 5;

    internal static readonly RpcProcedure MountNull = new(MountProgram, 3, 0, "NULL");
    internal static readonly RpcProcedure Mount = new(MountProgram, 3, 1, "MNT");
    internal static readonly RpcProcedure Unmount = new(MountProgram, 3, 3, "UMNT");
    internal static readonly RpcProcedure Export = new(MountProgram, 3, 5, "EXPORT");
    internal static readonly RpcProcedure PortmapNull = new(PortmapProgram, 2, 0, "NULL");
    internal static readonly RpcProcedure GetPort = new(PortmapProgram, 2, 3, "GETPORT");

    private static readonly Dictionary<(uint Program, uint Number), RpcProcedure> s_known = new[]
    {
        Nfs3.Null, Nfs3.GetAttr, Nfs3.SetAttr, Nfs3.Lookup, Nfs3.Access, Nfs3.ReadLink, Nfs3.Read, Nfs3.Write, Nfs3.Create, Nfs3.MkDir,
        Nfs3.SymLink, Nfs3.MkNod, Nfs3.Remove, Nfs3.RmDir, Nfs3.Rename, Nfs3.Link, Nfs3.ReadDir, Nfs3.ReadDirPlus, Nfs3.FsStat, Nfs3.FsInfo,
        Nfs3.PathConf, Nfs3.Commit, MountNull, Mount, Unmount, Export, PortmapNull, GetPort,
    }.ToDictionary(static procedure => (procedure.Program, procedure.Number));

    /// <summary>A procedure that the server knows; null if it does not.</summary>
    internal static RpcProcedure? Find(uint program, uint number) => s_known.GetValueOrDefault((program, number));
}
