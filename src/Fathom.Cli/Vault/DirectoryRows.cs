namespace Fathom.Cli;

/// <summary>Whole directories, sorted by name as bytes.</summary>
internal static class DirectoryRows
{
    private const StatMask Attributes = StatMask.Mode | StatMask.Links | StatMask.Uid | StatMask.Gid | StatMask.Size | StatMask.Mtime | StatMask.Target;

    /// <summary>Reads a directory.</summary>
    /// <param name="isLong">Attributes and targets are wanted.</param>
    /// <param name="rows">As far as the result allows.</param>
    internal static Errno Read(IContentNode directory, bool isLong, out List<DirectoryRow> rows)
    {
        rows = [];
        Errno errno = directory.OpenListing(isLong ? Attributes : StatMask.None, out IDirectoryListing? listing);
        using (listing)
        {
            EntryBatch batch = new();
            while (errno == Errno.None)
            {
                errno = listing!.Next(batch);
                if (batch.Count == 0)
                {
                    break;
                }

                Add(batch, rows);
            }
        }

        rows.Sort(static (left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));
        return errno;
    }

    private static void Add(EntryBatch batch, List<DirectoryRow> rows)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Errno error = batch.Errnos(i);
            NodeAttributes attributes = error == Errno.None ? Take(batch, i) : default;
            rows.Add(new DirectoryRow(batch.Name(i).ToArray(), batch.Kinds[i], attributes, batch.Target(i).ToArray(), error));
        }
    }

    private static NodeAttributes Take(EntryBatch batch, int i) => new()
    {
        Mode = Has(batch, StatMask.Mode) ? batch.Modes[i] : 0,
        Links = Has(batch, StatMask.Links) ? batch.Links[i] : 0,
        Uid = Has(batch, StatMask.Uid) ? batch.Uids[i] : 0,
        Gid = Has(batch, StatMask.Gid) ? batch.Gids[i] : 0,
        Size = Has(batch, StatMask.Size) ? batch.Sizes[i] : 0,
        Mtime = Has(batch, StatMask.Mtime) ? batch.Mtimes[i] : 0,
    };

    private static bool Has(EntryBatch batch, StatMask attribute) => (batch.Filled & attribute) != 0;
}
