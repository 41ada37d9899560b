namespace Fathom.Nfs;

/// <summary>What a reader works on: one submission.</summary>
internal abstract class ReaderOperation
{
    /// <summary>The directory that is listed, or that a slice belongs to.</summary>
    internal DirectoryNode Node { get; set; } = null!;

    /// <summary>Grows from submission to submission: the newest goes first when calls are scarce.</summary>
    internal long Sequence { get; set; }

    /// <summary>Where it stands among the live ones.</summary>
    internal int Place { get; set; }
}
