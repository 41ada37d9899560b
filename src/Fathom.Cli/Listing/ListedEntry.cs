namespace Fathom.Cli;

/// <summary>One entry of a batch, with what the batch alone does not tell.</summary>
internal readonly ref struct ListedEntry
{
    internal required EntryBatch Batch { get; init; }

    internal required int Index { get; init; }

    /// <summary>Raw bytes, from the root as typed.</summary>
    internal required ReadOnlySpan<byte> Path { get; init; }

    /// <summary>Bytes of <see cref="Path"/> that are the root; a slash may follow.</summary>
    internal required int RootLength { get; init; }

    /// <summary>Why attributes are missing, or the directory is not entered.</summary>
    internal required Errno Error { get; init; }

    internal EntryKind Kind => Batch.Kinds[Index];

    /// <summary>0 for the root.</summary>
    internal int Depth => Batch.Directory is null ? 0 : Batch.Directory.Depth + 1;

    /// <summary>Below the root; empty for the root itself.</summary>
    internal ReadOnlySpan<byte> RelativePath
    {
        get
        {
            if (Batch.Directory is null)
            {
                return default;
            }

            ReadOnlySpan<byte> rest = Path[RootLength..];
            return rest.StartsWith((byte)'/') ? rest[1..] : rest;
        }
    }

    /// <summary>The last component; of a root, with the slashes at its end, as find has it.</summary>
    internal ReadOnlySpan<byte> FileName
    {
        get
        {
            if (Batch.Directory is not null)
            {
                return Batch.Name(Index);
            }

            int end = Path.TrimEnd((byte)'/').Length;
            return end == 0 ? "/"u8 : Path[(Path[..end].LastIndexOf((byte)'/') + 1)..];
        }
    }

    /// <summary>The attributes are there.</summary>
    internal bool Has(StatMask attributes) => Batch.Errnos(Index) == Errno.None && (Batch.Filled & attributes) == attributes;
}
