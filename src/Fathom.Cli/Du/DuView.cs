namespace Fathom.Cli;

/// <summary>Shows what du found, root by root.</summary>
internal abstract class DuView : IDisposable
{
    internal static DuView Create(DuOptions options, StandardOutput output) => options.Style switch
    {
        DuStyle.Json => new DuJson(options, output),
        DuStyle.Tree => new DuTree(options, output),
        _ => new DuLines(options, output),
    };

    /// <summary>One root has been counted.</summary>
    internal abstract void Show(ReadOnlySpan<byte> root, RollupReport report);

    /// <summary>All have.</summary>
    /// <param name="errors">For the JSON document; elsewhere they were printed as they came.</param>
    internal abstract void End(in Rollup total, IReadOnlyList<WalkError> errors, bool isPartial, TimeSpan elapsed);

    public virtual void Dispose()
    {
    }
}
