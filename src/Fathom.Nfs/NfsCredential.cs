namespace Fathom.Nfs;

/// <summary>Who the server is told that the caller is.</summary>
/// <remarks>RFC 5531, section 8.2 and appendix A (AUTH_SYS). The server believes it, or squashes it.</remarks>
public sealed record NfsCredential
{
    /// <summary>Groups beside the first that a call can carry.</summary>
    public const int MaxGroups = 16;

    /// <summary>Sends AUTH_NONE instead.</summary>
    public static NfsCredential Anonymous { get; } = new() { IsAnonymous = true };

    /// <summary>The effective user and groups of this process; anonymous on a system that has none.</summary>
    public static NfsCredential OfProcess => OperatingSystem.IsWindows()
        ? Anonymous
        : new NfsCredential { Uid = Interop.GetEffectiveUser(), Gid = Interop.GetEffectiveGroup(), Groups = Interop.GetGroups() };

    /// <summary>User id.</summary>
    public uint Uid { get; init; }

    /// <summary>Group id.</summary>
    public uint Gid { get; init; }

    /// <summary>Further groups. The protocol carries 16; those beyond are not sent.</summary>
    public IReadOnlyList<uint> Groups { get; init; } = [];

    /// <summary>No user at all (AUTH_NONE).</summary>
    public bool IsAnonymous { get; init; }
}
