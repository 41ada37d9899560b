namespace Fathom.Transfer;

/// <summary>How far the comparison of a pair is.</summary>
internal enum PairState : byte
{
    /// <summary>Nobody has taken it.</summary>
    Waiting,

    /// <summary>A thread compares it.</summary>
    Running,

    /// <summary>Its result is there.</summary>
    Done,
}
