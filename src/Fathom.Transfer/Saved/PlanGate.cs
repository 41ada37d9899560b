namespace Fathom.Transfer;

/// <summary>Saves steps, or lets only those through that a saved plan has.</summary>
/// <param name="writer">Gets the steps; null to save none.</param>
/// <param name="saved">Has the steps that may be carried out; null for all.</param>
internal sealed class PlanGate(PlanWriter? writer, SavedPlan? saved, TransferReport report)
{
    /// <summary>Steps need the attributes that a plan keeps.</summary>
    internal bool IsUsed => writer is not null || saved is not null;

    /// <summary>A step may be told and carried out. One that may not is told as an error.</summary>
    internal bool Allows(PlanStep step)
    {
        writer?.Write(step);
        if (saved is null || !PlanKey.IsKept(step) || saved.Take(step))
        {
            return true;
        }

        report.Tell(new TransferError(TransferAction.CheckPlan, IsSource: false, step.Path, Errno.ESTALE));
        return false;
    }

    /// <summary>Tells the steps of the plan that did not come up any longer.</summary>
    internal void Finish()
    {
        foreach (byte[] path in saved?.Untaken() ?? [])
        {
            report.Tell(new TransferError(TransferAction.CheckPlan, IsSource: false, path, Errno.ENOENT));
        }
    }
}
