namespace Fathom;

/// <summary>Receiver of a walk. One writer for each worker, so that nothing locks while walking.</summary>
public interface ISink
{
    /// <summary>Attributes that the sink uses. A pure listing wants none, and never stats.</summary>
    StatMask Wanted { get; }

    /// <summary>Opens the share of one worker. Called on that worker's thread.</summary>
    /// <param name="worker">0 up to the number of workers.</param>
    ISinkWriter OpenWriter(int worker);

    /// <summary>Merges the writers, which are all disposed, after the walk has ended. Not called if the walk failed.</summary>
    void Complete(WalkSummary summary);
}
