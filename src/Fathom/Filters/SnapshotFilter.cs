namespace Fathom;

/// <summary>Drops the directories under which filers and file systems show their snapshots; a walk into them counts every file
/// once for each snapshot.</summary>
internal sealed class SnapshotFilter(IEntryFilter? next) : IEntryFilter
{
    /// <inheritdoc/>
    public void Apply(EntryBatch batch)
    {
        bool[]? dropped = null;
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Kinds[i] is EntryKind.Directory or EntryKind.Unknown && IsSnapshotName(batch.Name(i)))
            {
                dropped ??= new bool[batch.Count];
                dropped[i] = true;
            }
        }

        if (dropped is not null)
        {
            batch.Drop(dropped);
        }

        next?.Apply(batch);
    }

    /// <summary>NetApp and most filers; ZFS; snapper on btrfs; NetApp as seen by CIFS.</summary>
    internal static bool IsSnapshotName(ReadOnlySpan<byte> name) =>
        name.Length > 3 && name[0] is (byte)'.' or (byte)'~'
        && (name.SequenceEqual(".snapshot"u8) || name.SequenceEqual(".zfs"u8)
            || name.SequenceEqual(".snapshots"u8) || name.SequenceEqual("~snapshot"u8));
}
