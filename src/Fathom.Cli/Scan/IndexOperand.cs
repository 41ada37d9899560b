using System.Text;
using Fathom.Index;
using Fathom.Local;

namespace Fathom.Cli;

/// <summary>An operand that names an index, or a place in one: <c>X.fathom</c>, <c>X.fathom:home/me</c>.</summary>
/// <param name="Index">Path of the index.</param>
/// <param name="Place">What comes after the colon; null for the whole index.</param>
internal sealed record IndexOperand(string Index, byte[]? Place)
{
    /// <summary>Reads an operand.</summary>
    /// <param name="operand">As typed, raw bytes.</param>
    /// <returns>Null if it means a tree: a directory without a catalog, a file whose name has a colon, or a URL. <c>X.fathom/.</c> is the folder of
    /// the index itself.</returns>
    internal static IndexOperand? Read(ReadOnlySpan<byte> operand)
    {
        if (operand.EndsWith("/."u8) || !RootCatalog.IsLocal(operand))
        {
            return null;
        }

        if (IsIndex(operand))
        {
            return new IndexOperand(PathText.ToText(operand), null);
        }

        for (int colon = operand.IndexOf((byte)':'); colon >= 0;)
        {
            if (colon > 0 && IsIndex(operand[..colon]) && !Exists(operand))
            {
                return new IndexOperand(PathText.ToText(operand[..colon]), operand[(colon + 1)..].ToArray());
            }

            int next = operand[(colon + 1)..].IndexOf((byte)':');
            colon = next < 0 ? -1 : colon + 1 + next;
        }

        return null;
    }

    /// <summary>Refuses options that say how to walk: an index was walked when it was scanned.</summary>
    /// <exception cref="UsageException">One was given.</exception>
    internal void RefuseWalkOptions(WalkOptions walk)
    {
        string? option = walk.FollowLinks ? "--dereference"
            : walk.OneFileSystem ? "--one-file-system"
            : walk.Filter is not null ? "--exclude"
            : walk.IncludeSnapshots is not null ? "--snapshots and --no-snapshots"
            : null;
        if (option is not null)
        {
            throw new UsageException(
                $"{option} cannot be answered from {NameEscaper.Quote(Index)}: it holds what its scan came to, so give the option to fathom scan");
        }
    }

    // The runtime cannot name what is no UTF-8, so neither can an index.
    private static bool IsIndex(ReadOnlySpan<byte> path) =>
        System.Text.Unicode.Utf8.IsValid(path) && SavedIndex.IsIndex(Encoding.UTF8.GetString(path));

    private static bool Exists(ReadOnlySpan<byte> path)
    {
        StatResult[] found = RootCatalog.Examine([path.ToArray()], followRoots: false, default);
        return found.Length == 1 ? found[0].IsFound : Path.Exists(PathText.ToText(path));
    }
}
