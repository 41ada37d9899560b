namespace Fathom.Cli;

/// <summary>One way to fetch attributes, and what its runs took.</summary>
/// <param name="Name">Of the row.</param>
/// <param name="Run">Examines everything once.</param>
internal sealed record StatWay(string Name, int Threads, Func<StatCount> Run)
{
    /// <summary>One a round.</summary>
    internal List<TimeSpan> Times { get; } = [];

    /// <summary>Of the last run.</summary>
    internal StatCount Count { get; set; }

    internal double MedianMilliseconds
    {
        get
        {
            double[] sorted = [.. Times.Select(time => time.TotalMilliseconds).Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    internal double LeastMilliseconds => Times.Min().TotalMilliseconds;

    internal double NanosecondsPerEntry => MedianMilliseconds * 1e6 / Math.Max(1, Count.Entries);
}
