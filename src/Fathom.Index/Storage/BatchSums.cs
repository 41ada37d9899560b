namespace Fathom.Index;

/// <summary>What a batch adds to its directory.</summary>
internal static class BatchSums
{
    /// <summary>Adds what du counts (<see cref="EntryFacts.AddTo"/>).</summary>
    /// <param name="onlyDevice">Device that alone counts; 0 if all do.</param>
    /// <returns>Sum of the entries' digests.</returns>
    internal static UInt128 Add(EntryBatch batch, ulong onlyDevice, ref Rollup own)
    {
        UInt128 digest = 0;
        StatMask filled = batch.Filled;
        ReadOnlySpan<long> sizes = Column(filled, StatMask.Size) ? batch.Sizes : default;
        ReadOnlySpan<long> allocated = Column(filled, StatMask.Allocated) ? batch.Allocated : default;
        ReadOnlySpan<long> mtimes = Column(filled, StatMask.Mtime) ? batch.Mtimes : default;
        ReadOnlySpan<uint> links = Column(filled, StatMask.Links) ? batch.Links : default;
        ReadOnlySpan<uint> modes = Column(filled, StatMask.Mode) ? batch.Modes : default;
        ReadOnlySpan<uint> uids = Column(filled, StatMask.Uid) ? batch.Uids : default;
        ReadOnlySpan<uint> gids = Column(filled, StatMask.Gid) ? batch.Gids : default;
        ReadOnlySpan<ulong> devices = Column(filled, StatMask.Device) ? batch.Devices : default;
        for (int i = 0; i < batch.Count; i++)
        {
            EntryFacts entry = new()
            {
                Kind = batch.Kinds[i],
                IsListed = batch.Descends(i),
                HasAttributes = batch.Errnos(i) == Errno.None,
                Size = At(sizes, i),
                Allocated = At(allocated, i),
                Mtime = At(mtimes, i),
                Links = At(links, i),
                Mode = At(modes, i),
                Uid = At(uids, i),
                Gid = At(gids, i),
                Device = At(devices, i),
            };
            digest += entry.Digest(batch.Name(i), batch.Target(i));
            entry.AddTo(ref own, onlyDevice);
        }

        return digest;
    }

    private static bool Column(StatMask filled, StatMask bit) => (filled & bit) != 0;

    private static T At<T>(ReadOnlySpan<T> column, int index)
        where T : struct => index < column.Length ? column[index] : default;
}
