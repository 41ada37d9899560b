namespace Fathom;

/// <summary>Where a worker stands in its search for work; the picture is in Frontier.cs.</summary>
internal enum FrontierPhase : byte
{
    Own,
    Rob,
    Announce,
    Recheck,
    SumFinished,
    SumCreated,
    Sleep,
}

/// <summary>What one move of the search gave.</summary>
internal enum Turn : byte
{
    /// <summary>Make the next move.</summary>
    Again,

    /// <summary>An item to work on.</summary>
    Work,

    /// <summary>Nothing now, and the worker does not want to wait.</summary>
    Empty,

    /// <summary>Sleep until woken, then go on.</summary>
    Park,

    /// <summary>The walk has ended.</summary>
    Done,
}
