namespace Fathom.Nfs;

/// <summary>Who waits for the answer to a call.</summary>
/// <param name="Operation">Null where no call is outstanding.</param>
/// <param name="Entry">Of a slice, which entry the call is about.</param>
internal readonly record struct PendingCall(ReaderOperation? Operation, int Entry);
