namespace Fathom.Transfer;

/// <summary>Keeps how far a transfer got, for one that goes on after it was broken off (<see cref="TransferRequest.Start"/>).</summary>
public interface ITransferJournal
{
    /// <summary>Keeps a position instead of the one before. One call at a time; the transfer waits for it.</summary>
    /// <param name="position">Its <see cref="TransferPosition.Undone"/> begins with those of the position before.</param>
    void Save(TransferPosition position);
}
