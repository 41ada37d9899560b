namespace Fathom.Local;

/// <summary>What one path of a batch turned out to be.</summary>
/// <param name="Errno">Why it could not be examined; none when <paramref name="Stat"/> holds its attributes.</param>
/// <param name="Stat">All zero when there is an errno.</param>
public readonly record struct StatResult(Errno Errno, NodeAttributes Stat)
{
    /// <summary>The attributes are there.</summary>
    public bool IsFound => Errno == Errno.None;
}
