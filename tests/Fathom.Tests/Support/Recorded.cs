namespace Fathom.Tests.Support;

/// <summary>One entry as it was delivered.</summary>
public sealed record Recorded
{
    internal Recorded(EntryBatch batch, int index)
    {
        Kind = batch.Kinds[index];
        Inode = batch.Inodes[index];
        Errno = batch.Errnos(index);
        Filled = batch.Filled;
        Descends = batch.Descends(index);
        IsFollowedLink = batch.IsFollowedLink(index);
        Target = RecordingSink.Text(batch.Target(index));
        Size = Value(batch, StatMask.Size) ? batch.Sizes[index] : 0;
        Allocated = Value(batch, StatMask.Allocated) ? batch.Allocated[index] : 0;
        Device = Value(batch, StatMask.Device) ? batch.Devices[index] : 0;
        RawDevice = Value(batch, StatMask.RawDevice) ? batch.RawDevices[index] : 0;
        Mode = Value(batch, StatMask.Mode) ? batch.Modes[index] : 0;
        Links = Value(batch, StatMask.Links) ? batch.Links[index] : 0;
        Uid = Value(batch, StatMask.Uid) ? batch.Uids[index] : 0;
        Gid = Value(batch, StatMask.Gid) ? batch.Gids[index] : 0;
        Atime = Value(batch, StatMask.Atime) ? batch.Atimes[index] : 0;
        Mtime = Value(batch, StatMask.Mtime) ? batch.Mtimes[index] : 0;
        Ctime = Value(batch, StatMask.Ctime) ? batch.Ctimes[index] : 0;
    }

    public EntryKind Kind { get; }

    public ulong Inode { get; }

    public Errno Errno { get; }

    public StatMask Filled { get; }

    public bool Descends { get; }

    public bool IsFollowedLink { get; }

    public string Target { get; }

    public long Size { get; }

    public long Allocated { get; }

    public ulong Device { get; }

    public ulong RawDevice { get; }

    public uint Mode { get; }

    public uint Links { get; }

    public uint Uid { get; }

    public uint Gid { get; }

    public long Atime { get; }

    public long Mtime { get; }

    public long Ctime { get; }

    private static bool Value(EntryBatch batch, StatMask bit) => batch.Filled.HasFlag(bit);
}
