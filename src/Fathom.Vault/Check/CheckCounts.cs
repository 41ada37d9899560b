namespace Fathom.Vault;

/// <summary>Counters of a check: one thread counts, others may look.</summary>
internal sealed class CheckCounts
{
    private readonly long[] _values = new long[Enum.GetValues<CheckCount>().Length];

    /// <summary>As they are now.</summary>
    internal VaultCheckReport Report => new()
    {
        Directories = Value(CheckCount.Directories),
        Files = Value(CheckCount.Files),
        Links = Value(CheckCount.Links),
        LongNames = Value(CheckCount.LongNames),
        StoredBytes = Value(CheckCount.StoredBytes),
        CheckedBytes = Value(CheckCount.CheckedBytes),
        Findings = (Value(CheckCount.Information), Value(CheckCount.Warnings), Value(CheckCount.Errors)),
        Repaired = Value(CheckCount.Repaired),
        Open = Value(CheckCount.Open),
    };

    /// <summary>Counts.</summary>
    internal void Add(CheckCount count, long value = 1) =>
        Volatile.Write(ref _values[(int)count], _values[(int)count] + value); // Partner: Value.

    /// <summary>Counts a finding.</summary>
    internal void Add(VaultFinding finding)
    {
        Add(CheckCount.Information + (int)finding.Severity);
        Add(CheckCount.Repaired, finding.Outcome == VaultRepairOutcome.Done ? 1 : 0);
        Add(CheckCount.Open, finding.IsOpen ? 1 : 0);
    }

    private long Value(CheckCount count) => Volatile.Read(ref _values[(int)count]); // Partner: Add.
}
