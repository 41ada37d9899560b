using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Support;

namespace Fathom.Tests.Index;

/// <summary>An index of a small tree on disk, both removed at the end.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SampleIndex : IDisposable
{
    private readonly TempFolder _folder;

    private SampleIndex(TempFolder folder) => _folder = folder;

    /// <summary>The tree; the root of the index.</summary>
    internal string Tree => _folder.At("tree");

    /// <summary>The index.</summary>
    internal string Path => _folder.At("tree.fathom");

    /// <summary>A folder for other files.</summary>
    internal TempFolder Folder => _folder;

    /// <summary>Makes a tree and scans it.</summary>
    /// <param name="fill">Gets the path of an empty folder.</param>
    internal static SampleIndex Of(Action<string> fill, ScanOptions? options = null)
    {
        // Directories have sizes there, and numbers of nodes are used again.
        SampleIndex index = new(TempFolder.OnDisk());
        try
        {
            Directory.CreateDirectory(index.Tree);
            fill(index.Tree);
            index.Scan(index.Path, options);
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>An index of a generated tree.</summary>
    internal static SampleIndex Generate(TreeShape shape, long entries, ulong seed = 1) => Of(
        tree => TreeGenerator.Generate(tree, new GenerateOptions { Shape = shape, Entries = entries, Seed = seed, Workers = 1 }));

    /// <summary>Scans the tree again, as it is now.</summary>
    /// <param name="path">The index to write.</param>
    internal void Scan(string path, ScanOptions? options = null)
    {
        byte[] root = Encoding.UTF8.GetBytes(Tree);
        using IndexScan scan = IndexScan.Create(path, [root], options ?? new ScanOptions(), overwrite: true);
        using (LocalTree tree = LocalTree.Open(root))
        {
            scan.Walk(0, tree);
        }

        scan.Finish();
    }

    /// <summary>Opens the index.</summary>
    internal SavedIndex Open() => SavedIndex.Open(Path);

    public void Dispose() => _folder.Dispose();
}
