using Fathom.Index;

namespace Fathom.Cli;

/// <summary>Answers for operands of du that are indexes, each index opened once.</summary>
internal sealed class DuIndexes(DuOptions options, Message message) : IDisposable
{
    private readonly Dictionary<string, IndexUsage> _open = new(StringComparer.Ordinal);

    /// <summary>Something could not be answered, or a scan had errors.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Refuses what only a walk can do, before anything is printed.</summary>
    /// <exception cref="UsageException">An option was given that no index can answer.</exception>
    internal static void CheckOptions(DuOptions options, IndexOperand operand)
    {
        if (options.CountLinks)
        {
            throw new UsageException($"--count-links cannot be answered from {NameEscaper.Quote(operand.Index)}: its totals count each file once");
        }

        operand.RefuseWalkOptions(options.Walk);
    }

    /// <summary>Counts what an operand names.</summary>
    /// <param name="show">Gets each root's path and report.</param>
    internal void Count(IndexOperand operand, ReadOnlySpan<byte> typed, Action<IndexedNode, RollupReport> show, CancellationToken cancellation)
    {
        try
        {
            IndexUsage usage = Open(operand.Index);
            if (operand.Place is null)
            {
                foreach (IndexedNode root in usage.FindRoots())
                {
                    Count(usage, root, show, cancellation);
                }
            }
            else if (usage.Find(operand.Place) is { } node)
            {
                Count(usage, node, show, cancellation);
            }
            else
            {
                HasFailed = true;
                message.Write("cannot access", typed, "No such file or directory in the index");
            }
        }
        catch (IndexException failure)
        {
            HasFailed = true;
            message.Write(failure.Message);
        }
        catch (OperationCanceledException)
        {
            // The caller sees its token, and marks totals as partial.
        }
    }

    public void Dispose()
    {
        foreach (IndexUsage usage in _open.Values)
        {
            usage.Dispose();
        }
    }

    private void Count(IndexUsage usage, IndexedNode node, Action<IndexedNode, RollupReport> show, CancellationToken cancellation)
    {
        UsageOptions wanted = new() { Depth = options.Depth, KeepEntries = options.KeepEntries };
        if (usage.Count(node, wanted, cancellation) is not { } report)
        {
            return;
        }

        show(node, report);
        long errors = usage.CountErrors(node);
        if (errors > 0)
        {
            HasFailed = true;
            message.Write($"the scan could not read {errors:N0} of it", node.Path.Span, "see fathom errors");
        }
    }

    private IndexUsage Open(string index)
    {
        if (!_open.TryGetValue(index, out IndexUsage? usage))
        {
            usage = IndexUsage.Open(index);
            _open.Add(index, usage);
        }

        return usage;
    }
}
