namespace Fathom.Transfer;

/// <summary>Makes the temporary names of one run. Thread-safe.</summary>
internal sealed class TemporaryNames(RunIdentity run)
{
    private ulong _last;

    /// <summary>Who makes them.</summary>
    internal RunIdentity Run => run;

    /// <summary>A name that this run has not used yet.</summary>
    internal byte[] Next() => new TemporaryName(run, Interlocked.Increment(ref _last)).ToBytes();
}
