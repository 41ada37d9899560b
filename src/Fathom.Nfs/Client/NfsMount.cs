namespace Fathom.Nfs;

/// <summary>What was mounted, and where to say that it is not any longer.</summary>
internal sealed class NfsMount(RpcTarget target, RpcConnectionOptions options, ReadOnlyMemory<byte> path)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Tells the server, as far as it listens at once: it only keeps a list for its administrator.</summary>
    internal void Unmount()
    {
        RpcConnectionOptions brief = options with { Timeout = s_patience < options.Timeout ? s_patience : options.Timeout, Retries = 0 };
        try
        {
            using MountClient client = new(target, brief, new RpcStatistics());
            client.Unmount(path.Span, CancellationToken.None);
        }
        catch (FathomException)
        {
            // Nothing depends on it, and the caller is done with the server.
        }
    }
}
