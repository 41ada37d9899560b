namespace Fathom;

/// <summary>What a sink wants the walk to do next.</summary>
public enum WalkAction : byte
{
    /// <summary>Go on.</summary>
    Continue,

    /// <summary>Leave out what is below.</summary>
    Prune,

    /// <summary>End the walk.</summary>
    Stop,
}
