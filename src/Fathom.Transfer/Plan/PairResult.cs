namespace Fathom.Transfer;

/// <summary>What the comparison of two directories found, in the order of the transfer.</summary>
internal sealed class PairResult
{
    /// <summary>An error of the source is told with one of the parts that follow; nothing may be removed before.</summary>
    internal bool HasSourceError { get; set; }

    /// <summary>Names that are still to be compared, by <see cref="PairWorker.CompareNext"/>; null for none. What is found in them follows.</summary>
    internal SpilledPair? Rest { get; set; }

    /// <summary>What is done to entries that are no directories.</summary>
    internal List<PlanStep> Steps { get; } = [];

    /// <summary>Directories to go into, or to make.</summary>
    internal List<DirectoryPair> Children { get; } = [];

    /// <summary>Names of the target that the source does not have, last first; null while nothing is removed.</summary>
    internal List<ExtraEntry>? Extra { get; set; }

    /// <summary>Copies in the target that a run left behind which has ended; null for none.</summary>
    internal List<byte[]>? Strays { get; set; }

    /// <summary>Such copies in the partial directory, which may be empty; null if there is no such directory.</summary>
    internal List<byte[]>? PlaceStrays { get; set; }

    internal List<(TransferNotice Notice, byte[] Path)> Notices { get; } = [];

    internal List<TransferError> Errors { get; } = [];

    /// <summary>Entries that were looked at, by kind.</summary>
    internal int[] Seen { get; } = new int[16];

    /// <summary>Bytes of the files that were looked at.</summary>
    internal long SeenBytes { get; set; }
}
