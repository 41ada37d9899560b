namespace Fathom.Tests.Walk;

/// <summary>How a <see cref="Simulation"/> is set up.</summary>
internal sealed record SimulationOptions
{
    internal int Workers { get; init; } = 2;

    internal int Window { get; init; } = 1;

    internal int MaxWaiting { get; init; } = int.MaxValue;

    internal Fault Fault { get; init; }
}

/// <summary>Ways in which a worker can be wrong.</summary>
internal enum Fault
{
    None,
    FinishesBeforeCreating,
    CreatesAfterPublishing,
    ForgetsToFinish,
    SharesPrivateChild,
    LosesChildren,
    LosesWakes,
}

/// <summary>A claim about the frontier did not hold.</summary>
internal sealed class ScheduleViolation(string message) : Exception(message);
