namespace Fathom.Transfer;

/// <summary>Bits of a mode.</summary>
internal static class ModeBits
{
    internal const uint All = 0xfff;
    internal const uint SetUid = 0x800;
    internal const uint SetGid = 0x400;
    internal const uint SetIds = SetUid | SetGid;
    internal const uint Sticky = 0x200;
    internal const uint Access = 0x1ff;
    internal const uint Read = 0x124;
    internal const uint Execute = 0x49;
    internal const uint OwnerWrite = 0x80;

    /// <summary>0600: what a copy has until its own attributes are set.</summary>
    internal const uint Private = 0x180;

    /// <summary>0700.</summary>
    internal const uint PrivateDirectory = 0x1c0;
}
