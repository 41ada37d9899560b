namespace Fathom;

/// <summary>How a request stands after one batch of it.</summary>
public enum ListStatus
{
    /// <summary>More batches follow.</summary>
    More,

    /// <summary>This was the last batch.</summary>
    End,

    /// <summary>The rest of the directory could not be listed; <see cref="EntryBatch.Error"/> says why. Entries in the batch
    /// are good.</summary>
    Failed,
}
