namespace Fathom;

/// <summary>Identity of a node: (device, inode), or (fsid, fileid) of an NFS server.</summary>
/// <param name="Device">0 when the source did not say.</param>
/// <param name="Inode">Unique on its device.</param>
public readonly record struct NodeId(ulong Device, ulong Inode)
{
    /// <summary>Both halves are known, so that two ids can be compared.</summary>
    public bool IsKnown => Device != 0 && Inode != 0;
}
