namespace Fathom.Cli;

/// <summary>Which entries are listed. What is left out is entered all the same.</summary>
internal sealed record EntrySelection
{
    /// <summary>Kinds to list; empty for all.</summary>
    internal IReadOnlySet<EntryKind> Kinds { get; init; } = new HashSet<EntryKind>();

    /// <summary>The last component of the path matches one of these; empty for any.</summary>
    internal IReadOnlyList<GlobPattern> Names { get; init; } = [];

    /// <summary>Apparent size, bytes.</summary>
    internal long? MinSize { get; init; }

    /// <summary>Apparent size, bytes.</summary>
    internal long? MaxSize { get; init; }

    /// <summary>The content changed after this moment, ns since 1970.</summary>
    internal long? Newer { get; init; }

    /// <summary>The content changed before this moment, ns since 1970.</summary>
    internal long? Older { get; init; }

    /// <summary>Attributes that the selection looks at.</summary>
    internal StatMask Wanted =>
        (MinSize is not null || MaxSize is not null ? StatMask.Size : StatMask.None)
        | (Newer is not null || Older is not null ? StatMask.Mtime : StatMask.None);

    /// <summary>Looks at kinds or names, which a listing gives without attributes.</summary>
    internal bool UsesListing => Kinds.Count > 0 || Names.Count > 0;

    internal bool IsEmpty => !UsesListing && Wanted == StatMask.None;

    /// <summary>The entry is to be listed. One whose attributes are missing fails every test of them.</summary>
    internal bool Includes(in ListedEntry entry)
    {
        if (!IncludesKind(entry.Kind) || !IncludesName(NameOf(in entry)))
        {
            return false;
        }

        StatMask wanted = Wanted;
        if (wanted == StatMask.None)
        {
            return true;
        }

        return entry.Has(wanted)
            && (!wanted.HasFlag(StatMask.Size) || Contains(MinSize, MaxSize, entry.Batch.Sizes[entry.Index]))
            && (!wanted.HasFlag(StatMask.Mtime) || Contains(Newer + 1, Older - 1, entry.Batch.Mtimes[entry.Index]));
    }

    internal bool IncludesKind(EntryKind kind) => Kinds.Count == 0 || Kinds.Contains(kind);

    internal bool IncludesName(ReadOnlySpan<byte> name)
    {
        foreach (GlobPattern pattern in Names)
        {
            if (pattern.IsMatch(name))
            {
                return true;
            }
        }

        return Names.Count == 0;
    }

    // A root given as "dir/" is called "dir".
    private static ReadOnlySpan<byte> NameOf(in ListedEntry entry)
    {
        ReadOnlySpan<byte> name = entry.FileName;
        return name.Length > 1 ? name.TrimEnd((byte)'/') : name;
    }

    private static bool Contains(long? least, long? most, long value) =>
        value >= (least ?? long.MinValue) && value <= (most ?? long.MaxValue);
}
