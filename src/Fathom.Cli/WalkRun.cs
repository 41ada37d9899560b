using System.Diagnostics;
using Fathom.Index;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>Walks the roots of one command, one after the other.</summary>
internal sealed class WalkRun(WalkOptions options, RootOptions roots, ReportOptions report, Message message, CancellationToken cancellation)
{
    private readonly IoReport _io = new(report);
    private WalkSummary? _summary;

    /// <summary>A line on standard error, if a person looks at it.</summary>
    internal bool ShowsProgress { get; init; }

    /// <summary>The root passes no filter, so it is asked about here.</summary>
    internal ExcludeFilter? Excludes { get; init; }

    /// <summary>A root could not be opened, or something below one could not be read.</summary>
    internal bool HasErrors { get; private set; }

    /// <summary>Walks one root, unless the run was interrupted or the root is excluded. A root that cannot be opened is
    /// reported, and the run goes on.</summary>
    /// <param name="root">As typed.</param>
    internal void Walk(string root, ISink sink)
    {
        if (cancellation.IsCancellationRequested)
        {
            return;
        }

        try
        {
            foreach (ITree tree in RootCatalog.OpenAll(root, roots, cancellation))
            {
                using (tree)
                {
                    Walk(tree, sink);
                }
            }
        }
        catch (FathomException failure)
        {
            message.Write(failure.What, failure.Path, failure.Errno.Describe());
            HasErrors = true;
            byte[] typed = PathText.ToBytes(root);
            if (failure.IsTransient && RootCatalog.IsNetwork(typed))
            {
                message.Write("the list is not complete:", RootCatalog.NameOf(typed), LostServer.Advice);
            }
        }
        catch (Exception failure) when (failure is IndexException or VaultException)
        {
            message.Write(failure.Message);
            HasErrors = true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C before the server answered.
        }
    }

    /// <summary>Prints what was asked for about all walks.</summary>
    internal void Report()
    {
        if (report.PrintsStatistics && _summary is not null)
        {
            WalkReport.WriteStatistics(_summary);
        }

        _io.Write();
    }

    private void Walk(ITree tree, ISink sink)
    {
        if (cancellation.IsCancellationRequested || Excludes?.IsExcluded(tree.RootName) == true)
        {
            return;
        }

        if (options.FollowLinks && !tree.Traits.CanFollowLinks)
        {
            throw new UsageException("an index does not tell what links lead to: leave out -L");
        }

        Walker walker = new(tree, options);
        long started = Stopwatch.GetTimestamp();
        using ProgressLine? line = ProgressLine.Start(
            !ShowsProgress, text => WalkReport.FormatProgress(walker.Progress, Stopwatch.GetElapsedTime(started), text));
        try
        {
            WalkSummary summary = walker.Run(sink, cancellation);
            _summary = _summary is null ? summary : _summary.Plus(summary);
            HasErrors |= summary.Errors > 0;
        }
        finally
        {
            _io.Add(tree, walker.Progress);
        }
    }
}
