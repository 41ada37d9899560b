using System.Runtime.Versioning;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Support;

namespace Fathom.Tests.Conformance;

/// <summary>A corpus that was scanned: what an index of it shows.</summary>
[SupportedOSPlatform("linux")]
public class IndexTreeConformance : TreeConformance, IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Rows up to which an index is copied at once.</summary>
    internal virtual long CopyAtOnce => long.MaxValue;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override ITree Open(Corpus corpus)
    {
        string path = _folder.At("corpus.fathom");
        string root = corpus.Materialize();
        using LocalTree tree = LocalTree.Open(root);
        using IndexScan scan = IndexScan.Create(path, [tree.RootName.ToArray()], ScanOptions.Default);
        scan.Walk(0, tree);
        scan.Finish();
        return IndexTree.Open(path, new IndexTreeOptions { CopyAtOnce = CopyAtOnce });
    }
}
