namespace Fathom.Cli;

/// <summary>Shows what du found, root by root.</summary>
internal abstract class DuView : IDisposable
{
    internal static DuView Create(DuOptions options, StandardOutput output, int roots) => options.Style switch
    {
        DuStyle.Json => new DuJson(options, output),
        DuStyle.Tree => new DuTree(options, output, roots),
        _ => new DuLines(options, output),
    };

    /// <summary>What encryption costs, by root, to be shown at the end.</summary>
    internal List<DuOverhead> Overheads { get; } = [];

    /// <summary>One root has been counted.</summary>
    internal abstract void Show(ReadOnlySpan<byte> root, RollupReport report);

    /// <summary>All have.</summary>
    /// <param name="errors">For the JSON document; elsewhere they were printed as they came.</param>
    internal abstract void End(in Rollup total, IReadOnlyList<WalkError> errors, bool isPartial, TimeSpan elapsed);

    /// <summary>Visits all rows, children by name, each directory on the way down and again after what it holds.</summary>
    protected static void Visit(RollupReport report, Action<int> enter, Action<int> leave)
    {
        // A stack of its own: a tree may be deeper than the thread's stack.
        Stack<(int Row, int NextChild)> open = new();
        enter(report.Root);
        open.Push((report.Root, 0));
        while (open.TryPop(out (int Row, int NextChild) top))
        {
            ReadOnlySpan<int> children = report.Children(top.Row);
            if (top.NextChild < children.Length)
            {
                int child = children[top.NextChild];
                open.Push((top.Row, top.NextChild + 1));
                enter(child);
                open.Push((child, 0));
            }
            else
            {
                leave(top.Row);
            }
        }
    }

    public virtual void Dispose()
    {
    }
}
