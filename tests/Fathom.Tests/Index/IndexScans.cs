using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Support;

namespace Fathom.Tests.Index;

/// <summary>Scans inside the process.</summary>
[SupportedOSPlatform("linux")]
internal static class IndexScans
{
    internal static readonly ScanOptions Small = new() { RowsPerPart = 100, Writers = 1 };

    /// <summary>A whole scan of a tree in memory.</summary>
    internal static ScanSummary Run(string index, MemoryTree tree, ScanOptions? options = null)
    {
        using IndexScan scan = IndexScan.Create(index, [tree.RootName.ToArray()], options ?? Small);
        ScanSummary? summary = null;
        Deadline.Run(() =>
        {
            scan.Walk(0, tree);
            summary = scan.Finish();
        });
        return summary!;
    }

    /// <summary>Goes on with a scan of a tree in memory.</summary>
    internal static ScanSummary Resume(string index, MemoryTree tree, ScanOptions? options = null)
    {
        using IndexScan scan = IndexScan.Resume(index, [], options ?? Small);
        ScanSummary? summary = null;
        Deadline.Run(() =>
        {
            scan.Walk(0, tree);
            summary = scan.Finish();
        });
        return summary!;
    }

    /// <summary>A whole scan of folders.</summary>
    internal static ScanSummary RunFolders(string index, string[] roots, ScanOptions? options = null, bool overwrite = false)
    {
        using IndexScan scan = IndexScan.Create(index, Array.ConvertAll(roots, Encoding.UTF8.GetBytes), options ?? Small, overwrite);
        return WalkFolders(scan);
    }

    /// <summary>Goes on with a scan of folders.</summary>
    internal static ScanSummary ResumeFolders(string index, ScanOptions? options = null)
    {
        using IndexScan scan = IndexScan.Resume(index, [], options ?? Small);
        return WalkFolders(scan);
    }

    private static ScanSummary WalkFolders(IndexScan scan)
    {
        ScanSummary? summary = null;
        Deadline.Run(() =>
        {
            for (int i = 0; i < scan.Roots.Count; i++)
            {
                using ITree tree = LocalTree.Open(scan.Roots[i], new LocalTreeOptions());
                scan.Walk(i, tree);
            }

            summary = scan.Finish();
        });
        return summary!;
    }
}
