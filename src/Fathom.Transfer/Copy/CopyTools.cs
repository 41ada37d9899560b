namespace Fathom.Transfer;

/// <summary>What all copies of a run share.</summary>
internal sealed class CopyTools(TransferOptions options, Caller caller, TemporaryNames names, CopyMethod method, RateClock? clock = null)
{
    /// <summary>Reads large files before they are written; null for nobody.</summary>
    internal PieceReaders? Readers { get; init; }

    internal TransferOptions Options => options;

    internal Caller Caller => caller;

    internal TemporaryNames Names => names;

    internal AttributeSetter Attributes { get; } = new(options, caller);

    internal CopyProgress Progress { get; } = new();

    internal RateLimit Limit { get; } = new(options.BytesPerSecond, clock);

    internal CopyWays Ways { get; } = new(method);

    /// <summary>For copies that are no files of the transfer: whole, and under a temporary name until then.</summary>
    internal CopyTools Plain => field ??= new CopyTools(
        TransferOptions.Default with { Xattrs = options.Xattrs, Acls = options.Acls, Sync = options.Sync, Sparse = true }, caller, names, method);
}
