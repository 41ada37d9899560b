namespace Fathom.Transfer;

/// <summary>How many threads a transfer has, by what its trees say of themselves. Over a network a thread waits for most of its time; the
/// client, not this, bounds what is asked of a server at once.</summary>
internal static class TransferThreads
{
    private const int NetworkCopiers = 16;
    private const int NetworkRanges = 8;
    private const int NetworkWorkers = 8;
    private const int ComputedRanges = 2;

    /// <summary>Files that are copied at a time. One copy between disks of this machine waits now and then.</summary>
    internal static int Copiers(TransferRequest request) =>
        Of(request.Copiers, IsNetwork(request), NetworkCopiers, Environment.ProcessorCount * 2);

    /// <summary>Directories that are compared at a time.</summary>
    internal static int Workers(TransferRequest request) => Of(request.Workers, IsNetwork(request), NetworkWorkers, Environment.ProcessorCount);

    /// <summary>As many directories again, once the processors are seen to wait: those that are not cached wait for the disk.</summary>
    internal static int MoreWorkers(TransferRequest request) => request.Workers > 0 || IsNetwork(request) ? 0 : Environment.ProcessorCount;

    /// <summary>Pieces of large files that are read at a time; 1 for no threads of their own. Between two disks of this machine reading and
    /// writing keep the processors busy as it is. A vault decrypts a piece with all of them, so two are enough to write one meanwhile.</summary>
    internal static int Ranges(TransferRequest request)
    {
        TreeTraits source = request.Source.Traits;
        return Of(request.Ranges, source.IsNetwork, NetworkRanges, source.ComputesContent ? ComputedRanges : 1);
    }

    private static int Of(int asked, bool isNetwork, int network, int local) => asked > 0 ? asked : isNetwork ? Math.Max(network, local) : local;

    private static bool IsNetwork(TransferRequest request) => request.Source.Traits.IsNetwork || request.Target?.Traits.IsNetwork == true;
}
