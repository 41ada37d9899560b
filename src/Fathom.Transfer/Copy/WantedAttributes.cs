namespace Fathom.Transfer;

/// <summary>Attributes that a node of the target shall have; null leaves one as it is.</summary>
/// <param name="Mode">Permission bits, 0 to 07777.</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
/// <param name="Mtime">ns since 1970.</param>
internal readonly record struct WantedAttributes(uint? Mode, uint? Uid, uint? Gid, long? Mtime)
{
    /// <summary>What of this is not so yet.</summary>
    internal NodeChange ChangeFrom(in NodeAttributes current)
    {
        uint? uid = Uid == current.Uid ? null : Uid;
        uint? gid = Gid == current.Gid ? null : Gid;

        // A new owner takes set-id bits away.
        bool losesBits = (uid is not null || gid is not null) && (current.Mode & ModeBits.SetIds) != 0;
        uint? mode = Mode ?? (losesBits ? current.Mode & ModeBits.All : null);
        return new NodeChange
        {
            Uid = uid,
            Gid = gid,
            Mode = mode == (current.Mode & ModeBits.All) && !losesBits ? null : mode,
            Mtime = Mtime == current.Mtime ? null : Mtime,
        };
    }
}
