namespace Fathom.Transfer;

/// <summary>A transfer: from where, to where, how.</summary>
public sealed record TransferRequest
{
    /// <summary>What <see cref="HeldNames"/> is where nobody says.</summary>
    public const int DefaultHeldNames = 32 * 1024;

    /// <summary>Where from. The caller disposes it after the transfer.</summary>
    public required IContentTree Source { get; init; }

    /// <summary>Where to: a directory. A transfer changes it, so it is an <see cref="IWritableTree"/> then; a plan only reads it. Null for a plan
    /// whose target is not there.</summary>
    public required IContentTree? Target { get; init; }

    /// <summary>The name that the source gets in the target, raw bytes; null for a directory whose content goes into the target itself
    /// (<c>SRC/</c>).</summary>
    public byte[]? SourceName { get; init; }

    /// <summary>What has <see cref="Source"/> where that is no directory, so that <see cref="TransferOptions.RemoveSourceFiles"/> can remove it; null
    /// otherwise. The caller disposes its tree after the transfer.</summary>
    public SourceEntry? SourceEntry { get; init; }

    /// <summary>The target was made for this transfer: everything in it is new, and it too.</summary>
    public bool IsTargetNew { get; init; }

    /// <summary>What is taken and left.</summary>
    public required TransferOptions Options { get; init; }

    /// <summary>What filters leave out.</summary>
    public FilterRules Filters { get; init; } = FilterRules.None;

    /// <summary>Where the source stands, for rules that look above it.</summary>
    public FilterRoot SourcePlace { get; init; } = FilterRoot.Unknown;

    /// <summary>Where the target stands, likewise.</summary>
    public FilterRoot TargetPlace { get; init; } = FilterRoot.Unknown;

    /// <summary>The names that are taken (<c>--files-from</c>); null for all.</summary>
    public FileList? Files { get; init; }

    /// <summary>Directories that may have the same files already, nearest first: each a tree like the target.</summary>
    public IReadOnlyList<IContentTree> Basis { get; init; } = [];

    /// <summary>The tree that <see cref="TransferOptions.BackupDirectory"/> is in; null for the target.</summary>
    public IWritableTree? Backups { get; init; }

    /// <summary>Who carries it out.</summary>
    public Caller Caller { get; init; } = Caller.Root;

    /// <summary>Marks the names of copies that are not done, so that a later run knows whether anybody still works on them.</summary>
    public RunIdentity Run { get; init; }

    /// <summary>When a process of this machine started, as <see cref="RunIdentity.Start"/>; null if there is none of that number. Without it nothing that
    /// runs of this machine left behind is removed.</summary>
    public Func<uint, ulong?>? ProcessStart { get; init; }

    /// <summary>How content is copied.</summary>
    public CopyMethod CopyMethod { get; init; }

    /// <summary>Steps are given for names, too, at which nothing differs (<c>-ii</c>).</summary>
    public bool TellsUnchanged { get; init; }

    /// <summary>Where a transfer of the same source and target with the same options got to that was broken off: directories that it calls done are not
    /// listed again. Null to begin at the root, as does a transfer whose options have no positions (<see cref="TransferOptions.HasPositions"/>).</summary>
    public TransferPosition? Start { get; init; }

    /// <summary>Keeps how far a transfer gets that runs longer than <see cref="JournalInterval"/>; null for nobody. Not used for plans, nor for options without
    /// positions.</summary>
    public ITransferJournal? Journal { get; init; }

    /// <summary>How often at most <see cref="Journal"/> is told. Not negative.</summary>
    public TimeSpan JournalInterval { get; init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "not negative"); }
        = TimeSpan.FromSeconds(1);

    /// <summary>Threads that compare directories; 0 for as many as there are processors, and as many again once those are idle, or for 8 if that is more and a
    /// tree is a server's. Range 0 to 256.</summary>
    public int Workers { get; init => field = value is >= 0 and <= 256 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "0 to 256"); }

    /// <summary>Threads that copy files; 0 for twice as many as there are processors, or 16 if that is more and a tree is a server's. Range 0 to 256.</summary>
    public int Copiers { get; init => field = value is >= 0 and <= 256 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "0 to 256"); }

    /// <summary>Pieces of large files that are read at once while others are written; 1 to read and write in turns. 0 for 8 from a server, 2 out of a vault, else 1.
    /// Range 0 to 64.</summary>
    public int Ranges { get; init => field = value is >= 0 and <= 64 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "0 to 64"); }

    /// <summary>Entries of one directory, of each side, that are held in memory: those of a directory with more are kept in a temporary file, encrypted, and
    /// compared part by part. 0 for all, however many. Not negative.</summary>
    public int HeldNames { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "not negative"); }
        = DefaultHeldNames;
}
