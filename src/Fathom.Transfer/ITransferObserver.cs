namespace Fathom.Transfer;

/// <summary>Is told what a plan or a transfer finds and does.</summary>
/// <remarks>Steps and notices of the plan come from one thread, in the order of the transfer: files before directories, bytewise. Errors and ends of copies may
/// come from others at the same time; one call at a time in all.</remarks>
public interface ITransferObserver
{
    /// <summary>A step, before it is carried out.</summary>
    void OnStep(PlanStep step);

    /// <summary>Something that is left undone for a reason.</summary>
    /// <param name="path">As <see cref="PlanStep.Path"/>; empty if it is about the whole transfer.</param>
    /// <param name="count">How many, for notices that count; else 1.</param>
    void OnNotice(TransferNotice notice, ReadOnlyMemory<byte> path, long count);

    /// <summary>Something failed.</summary>
    void OnError(in TransferError error);
}
