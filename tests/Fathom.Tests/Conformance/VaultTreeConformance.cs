using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>A vault on this machine's disk.</summary>
[SupportedOSPlatform("linux")]
public abstract class VaultTreeConformance(CipherCombo cipher) : TreeConformance
{
    // A vault has files, directories and links alone.
    protected override bool TellsSpecialFiles => false;

    protected override ITree Open(Corpus corpus) => VaultTree.Open(LocalTree.Open(VaultCorpora.Materialize(corpus, cipher)), VaultWriter.Password);

    [Fact]
    public void A_whole_walk_leaves_no_descriptor_open()
    {
        using Corpus corpus = Corpus.Make("basic");
        string folder = VaultCorpora.Materialize(Corpus.Custom([.. corpus.Root.Children]), cipher);
        using (VaultTree tree = VaultTree.Open(LocalTree.Open(folder), VaultWriter.Password))
        {
            Run(tree, new WalkOptions { Workers = 4 }, new RecordingSink(StatMask.Basic | StatMask.Target));
        }

        Assert.Empty(OpenDescriptors.Below(folder));
    }

    [Fact]
    public void A_walk_on_one_file_system_leaves_nothing_out()
    {
        using Corpus corpus = Corpus.Of("basic");
        using ITree tree = Open(corpus);
        RecordingSink whole = new();
        Run(tree, new WalkOptions { OneFileSystem = true, Workers = 2 }, whole);

        Assert.Equal(corpus.Paths().Keys.Order(StringComparer.Ordinal), ByRelativePath(tree, whole).Keys.Order(StringComparer.Ordinal));
    }
}
