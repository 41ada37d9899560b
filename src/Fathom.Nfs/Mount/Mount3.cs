namespace Fathom.Nfs;

/// <summary>Program, procedures and limits of MOUNT version 3.</summary>
/// <remarks>RFC 1813, section 5; the spelling is that of the RFC.</remarks>
internal static class Mount3
{
    internal const uint MOUNT_PROGRAM = 100005;
    internal const uint MOUNT_V3 = 3;

    internal const int MNTPATHLEN = 1024;
    internal const int MNTNAMLEN = 255;

    internal static readonly RpcProcedure Null = Procedure(0, "MOUNT NULL");
    internal static readonly RpcProcedure Mnt = Procedure(1, "MNT");
    internal static readonly RpcProcedure Umnt = Procedure(3, "UMNT");
    internal static readonly RpcProcedure Export = Procedure(5, "EXPORT");

    private static RpcProcedure Procedure(uint number, string name) => new(MOUNT_PROGRAM, MOUNT_V3, number, name);
}
