namespace Fathom.Cli;

/// <summary>Drops what will not be listed before its attributes are fetched. Directories stay: they are entered.</summary>
/// <param name="followsLinks">A link may lead to a directory, and stays too.</param>
/// <param name="next">Applied first; null for none.</param>
internal sealed class SelectionFilter(EntrySelection selection, bool followsLinks, IEntryFilter? next) : IEntryFilter
{
    [ThreadStatic]
    private static bool[]? t_dropped;

    /// <inheritdoc/>
    public void Apply(EntryBatch batch)
    {
        next?.Apply(batch);
        int count = batch.Count;
        if (t_dropped is null || t_dropped.Length < count)
        {
            t_dropped = new bool[Math.Max(1024, count)];
        }

        bool any = false;
        for (int i = 0; i < count; i++)
        {
            EntryKind kind = batch.Kinds[i];
            bool stays = kind is EntryKind.Directory or EntryKind.Unknown || (kind == EntryKind.Symlink && followsLinks)
                || (selection.IncludesKind(kind) && selection.IncludesName(batch.Name(i)));
            t_dropped[i] = !stays;
            any |= !stays;
        }

        if (any)
        {
            batch.Drop(t_dropped.AsSpan(0, count));
        }
    }
}
