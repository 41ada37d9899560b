namespace Fathom.Tests.Fuse;

/// <summary>What a test mounts.</summary>
public enum Served
{
    /// <summary>A local folder.</summary>
    Folder,

    /// <summary>A vault as Cryptomator makes it now.</summary>
    GcmVault,

    /// <summary>A vault as Cryptomator made it before.</summary>
    CtrMacVault,
}
