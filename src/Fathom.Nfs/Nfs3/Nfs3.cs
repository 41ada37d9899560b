namespace Fathom.Nfs;

/// <summary>Program, procedures and limits of NFS version 3.</summary>
/// <remarks>RFC 1813, sections 1 to 3; the spelling is that of the RFC.</remarks>
internal static class Nfs3
{
    internal const uint NFS_PROGRAM = 100003;
    internal const uint NFS_V3 = 3;

    internal const int NFS3_FHSIZE = NfsFileHandle.MaxLength;
    internal const int NFS3_COOKIEVERFSIZE = 8;
    internal const int NFS3_WRITEVERFSIZE = 8;

    /// <summary>The protocol bounds no name; no file system of today has longer ones.</summary>
    internal const int MaxName = 4096;

    /// <summary>The protocol bounds no path of a link either.</summary>
    internal const int MaxPath = 64 * 1024;

    /// <summary>Bytes of a fattr3.</summary>
    internal const int AttributesSize = 84;

    internal static readonly RpcProcedure Null = Procedure(0, "NULL");
    internal static readonly RpcProcedure GetAttr = Procedure(1, "GETATTR");
    internal static readonly RpcProcedure SetAttr = Procedure(2, "SETATTR");
    internal static readonly RpcProcedure Lookup = Procedure(3, "LOOKUP");
    internal static readonly RpcProcedure Access = Procedure(4, "ACCESS");
    internal static readonly RpcProcedure ReadLink = Procedure(5, "READLINK");
    internal static readonly RpcProcedure Read = Procedure(6, "READ");
    internal static readonly RpcProcedure Write = Procedure(7, "WRITE");
    internal static readonly RpcProcedure Create = Procedure(8, "CREATE");
    internal static readonly RpcProcedure MkDir = Procedure(9, "MKDIR");
    internal static readonly RpcProcedure SymLink = Procedure(10, "SYMLINK");
    internal static readonly RpcProcedure MkNod = Procedure(11, "MKNOD");
    internal static readonly RpcProcedure Remove = Procedure(12, "REMOVE");
    internal static readonly RpcProcedure RmDir = Procedure(13, "RMDIR");
    internal static readonly RpcProcedure Rename = Procedure(14, "RENAME");
    internal static readonly RpcProcedure Link = Procedure(15, "LINK");
    internal static readonly RpcProcedure ReadDir = Procedure(16, "READDIR");
    internal static readonly RpcProcedure ReadDirPlus = Procedure(17, "READDIRPLUS");
    internal static readonly RpcProcedure FsStat = Procedure(18, "FSSTAT");
    internal static readonly RpcProcedure FsInfo = Procedure(19, "FSINFO");
    internal static readonly RpcProcedure PathConf = Procedure(20, "PATHCONF");
    internal static readonly RpcProcedure Commit = Procedure(21, "COMMIT");

    private static RpcProcedure Procedure(uint number, string name) => new(NFS_PROGRAM, NFS_V3, number, name);
}
