using System.Text;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>Makes synthetic trees for tests and benchmarks, on Linux.</summary>
/// <remarks>All calls are relative to directory descriptors, so that depth has no limit. The tree depends on the options
/// alone, never on the number of workers; where device nodes are not allowed, fifos stand in for them.</remarks>
public static class TreeGenerator
{
    private const int RootMode = 0x1ED; // 0755

    /// <summary>Makes a tree below <paramref name="directory"/>.</summary>
    /// <param name="directory">Created if it does not exist; its parent must exist. Otherwise it must be empty.</param>
    /// <param name="cancellation">Looked at once per directory; what was made so far stays.</param>
    /// <returns>What was made; <see cref="GenerateSummary.Entries"/> equals <see cref="GenerateOptions.Entries"/>.</returns>
    /// <exception cref="FathomException">The directory is not empty (<see cref="Errno.ENOTEMPTY"/>), or an entry could not
    /// be made, for example on a full disk (<see cref="Errno.ENOSPC"/>). What was made so far stays.</exception>
    public static GenerateSummary Generate(string directory, GenerateOptions options, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(options);

        ShapePlan shape = ShapePlan.Create(options.Shape);
        DirectoryBudget budget = shape.Plan(options);
        SyntheticDirectory root = OpenRoot(directory, in budget, shape);
        int workers = options.Workers > 0 ? options.Workers : Math.Max(2, Environment.ProcessorCount);
        return new GenerateRun(shape, cancellation).Run(root, in budget, workers);
    }

    private static SyntheticDirectory OpenRoot(string directory, in DirectoryBudget budget, ShapePlan shape)
    {
        byte[] path = new byte[Encoding.UTF8.GetByteCount(directory) + 1];
        Encoding.UTF8.GetBytes(directory, path);

        Errno errno = Interop.CreateDirectory(path, RootMode);
        if (errno == Errno.EEXIST && Directory.Exists(directory))
        {
            errno = IsEmpty(directory) ? Errno.None : Errno.ENOTEMPTY;
        }

        if (errno != Errno.None)
        {
            throw new FathomException("cannot create a tree in", path.AsSpan(..^1), errno);
        }

        errno = Interop.OpenNewRoot(path, out SafeFileHandle handle);
        if (errno != Errno.None)
        {
            throw new FathomException("cannot open", path.AsSpan(..^1), errno);
        }

        return new SyntheticDirectory(handle, null, path, budget) { Time = shape.DirectoryTime(budget.Seed) };
    }

    private static bool IsEmpty(string directory)
    {
        using IEnumerator<string> entries = Directory.EnumerateFileSystemEntries(directory).GetEnumerator();
        return !entries.MoveNext();
    }
}
