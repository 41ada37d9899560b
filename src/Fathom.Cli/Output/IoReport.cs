using System.Globalization;
using System.Text;
using Fathom.Nfs;

namespace Fathom.Cli;

/// <summary>What the walks of one run asked of servers, and of this machine's disks.</summary>
internal sealed class IoReport(ReportOptions options)
{
    private readonly List<ServerIo> _servers = [];
    private long _localEntries;
    private bool _hasLocal;

    /// <summary>Keeps what a walk did, also one that failed.</summary>
    /// <param name="tree">That was walked, and is still open.</param>
    internal void Add(ITree tree, in WalkProgress progress)
    {
        if (tree is NfsTree remote)
        {
            _servers.Add(new ServerIo(PathText.ToText(tree.RootName), remote.Statistics, remote.Client.Window, progress.Entries));
        }
        else if (!tree.Traits.IsNetwork)
        {
            _hasLocal = true;
            _localEntries += progress.Entries;
        }
    }

    /// <summary>Prints what was asked for.</summary>
    internal void Write()
    {
        if (!options.PrintsStatistics && !options.ExplainsIo)
        {
            return;
        }

        foreach (ServerIo server in _servers)
        {
            StandardError.Shared.WriteLine(options.ExplainsIo ? Explain(server) : Count(server));
        }

        if (options.ExplainsIo && _hasLocal)
        {
            StandardError.Shared.WriteLine(ExplainLocal());
        }
    }

    private static string Count(in ServerIo server)
    {
        StringBuilder text = Begin(server.Name, $"{"procedure",-14}{"calls",12}{"resent",9}{"errors",9}{"sent",9}{"received",10}");
        foreach (NfsProcedureStatistics row in server.Statistics.Procedures)
        {
            text.Append('\n').Append(Counts(row.Name, row.Calls, row.Resends, row.Errors, row.BytesSent, row.BytesReceived));
        }

        return text.Append('\n').Append(Totals(server.Statistics)).ToString();
    }

    private static string Explain(in ServerIo server)
    {
        NfsStatistics total = server.Statistics;
        StringBuilder text = Begin(
            server.Name,
            $"{"procedure",-14}{"calls",12}{"resent",9}{"errors",9}{"sent",9}{"received",10}{"p50 ms",10}{"p95 ms",10}{"p99 ms",10}{"max ms",10}");
        foreach (NfsProcedureStatistics row in total.Procedures)
        {
            text.Append('\n').Append(Counts(row.Name, row.Calls, row.Resends, row.Errors, row.BytesSent, row.BytesReceived));
            foreach (TimeSpan latency in (ReadOnlySpan<TimeSpan>)[row.LatencyP50, row.LatencyP95, row.LatencyP99, row.LatencyMax])
            {
                text.Append(CultureInfo.InvariantCulture, $"{latency.TotalMilliseconds,10:F2}");
            }
        }

        double perEntry = total.Calls / (double)Math.Max(1, server.Entries);
        return text.Append('\n').Append(Totals(total)).Append(
            CultureInfo.InvariantCulture,
            $"""

            connections   {total.Connections}, made again {total.Reconnects} times
            come later    {total.JukeboxRetries} answers (JUKEBOX)
            window        {server.Window} calls outstanding on each connection at the end
            calls/entry   {perEntry:F4}, for {server.Entries} entries
            """).ToString();
    }

    private static StringBuilder Begin(string name, string head) => new StringBuilder("calls to ").Append(name).Append('\n').Append(head);

    private static string Totals(NfsStatistics total) =>
        Counts("total", total.Calls, total.Resends, total.Errors, total.BytesSent, total.BytesReceived);

    private static string Counts(string name, long calls, long resends, long errors, long sent, long received) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-14}{calls,12}{resends,9}{errors,9}{SizeFormat.Human.ToText((ulong)sent),9}{SizeFormat.Human.ToText((ulong)received),10}");

    private string ExplainLocal()
    {
        string read = StorageReads.OfProcess() is { } bytes
            ? $"{SizeFormat.Human.ToText(bytes)} read from storage by this process, the rest was in the system's cache"
            : "what was read from storage is not known: the system does not tell";
        return string.Create(CultureInfo.InvariantCulture, $"local roots   no calls to a server, {_localEntries} entries; {read}");
    }

    private readonly record struct ServerIo(string Name, NfsStatistics Statistics, int Window, long Entries);
}
