namespace Fathom.Local;

/// <summary>How <see cref="StatBatch"/> examines paths.</summary>
public sealed record StatBatchOptions
{
    private const int MaxWorkers = 1024;

    /// <summary>The defaults.</summary>
    public static StatBatchOptions Default { get; } = new();

    /// <summary>Attributes that are wanted. Default: all.</summary>
    public StatMask Mask { get; init; } = NodeAttributes.All;

    /// <summary>A symbolic link stands for what it leads to; a dangling one is ENOENT, as in stat(2).</summary>
    public bool FollowLinks { get; init; }

    /// <summary>Threads, the caller's among them; 0 means twice the processor count, at least 8 and at most 64, which is what hides
    /// the latency of a cold disk. Fewer work where there are few paths. Range 0 to 1024.</summary>
    public int Workers
    {
        get;
        init => field = value is >= 0 and <= MaxWorkers
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Workers), value, $"0 to {MaxWorkers}");
    }

    internal int WorkerCount => Workers > 0 ? Workers : Math.Clamp(2 * Environment.ProcessorCount, 8, 64);
}
