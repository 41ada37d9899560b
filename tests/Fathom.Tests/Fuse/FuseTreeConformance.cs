using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Fuse;

/// <summary>A mounted tree looks like the one that is served.</summary>
[SupportedOSPlatform("linux")]
public sealed class FuseTreeConformance : TreeConformance, IDisposable
{
    private const string Describe = @"find . -printf '%p %i %M %n %U %G %s %b %A@ %T@ %C@ %l\n' | LC_ALL=C sort";

    private readonly List<FuseMount> _mounts = [];

    protected override ITree Open(Corpus corpus)
    {
        FuseMount mount = new(corpus.Materialize(), FuseConformance.Options);
        _mounts.Add(mount);
        return LocalTree.Open(mount.Path);
    }

    public void Dispose() => _mounts.ForEach(mount => mount.Dispose());

    [Theory]
    [InlineData("basic")]
    [InlineData("links")]
    [InlineData("hostile-names")]
    public void Attributes_are_those_of_what_is_served(string name)
    {
        using Corpus corpus = Corpus.Of(name);
        using FuseMount mount = new(corpus.Materialize(), FuseConformance.Options);

        // Reading a link for the first time moves its atime (relatime): that shall not happen between the two.
        FuseMount.Script(mount.Source, Describe).EnsureSuccess();
        ShellResult served = FuseMount.Script(mount.Source, Describe).EnsureSuccess();
        ShellResult mounted = mount.Script(Describe).EnsureSuccess();

        Assert.NotEmpty(served.Output);
        Assert.Equal(served.Output, mounted.Output);
    }
}
