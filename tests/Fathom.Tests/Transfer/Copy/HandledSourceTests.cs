using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

/// <summary>Sources that are opened by the handle of their listing, and not by their name.</summary>
[SupportedOSPlatform("linux")]
public sealed class HandledSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CopySteps _steps;
    private readonly CopySteps _nodes;
    private readonly HandledDirectory _source;

    public HandledSourceTests()
    {
        foreach (string name in new[] { "source", "nodes", "target" })
        {
            Directory.CreateDirectory(_folder.At(name));
        }

        _steps = CopySteps.Local(_folder.At("source"), _folder.At("target"));
        _nodes = CopySteps.Local(_folder.At("nodes"), _folder.At("target"));
        _source = new HandledDirectory(_steps.Source, _nodes.Source);
    }

    public void Dispose()
    {
        _steps.Dispose();
        _nodes.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_000)]
    public void What_did_not_change_is_copied_without_asking_for_its_name(int size)
    {
        Put(ContentSteps.Noise(size));

        Assert.Equal(Errno.None, Copy(Listed(), out CopyResult result));

        Assert.Equal(ContentSteps.Noise(size), File.ReadAllBytes(_folder.At("target/file")));
        Assert.Equal((size, true), (result.Bytes, result.IsStable));
        Assert.Equal((1, 0), (_source.Opened, _source.Looked));
    }

    [Theory]
    [InlineData(10, 2_500_000)]
    [InlineData(2_500_000, 10)]
    [InlineData(10, 0)]
    [InlineData(0, 10)]
    public void What_changed_since_it_was_listed_is_copied_as_it_is_now(int size, int newSize)
    {
        Put(ContentSteps.Noise(size));
        CopyRequest request = Listed();
        File.WriteAllBytes(_folder.At("nodes/handle"), ContentSteps.Noise(newSize, 2));

        Assert.Equal(Errno.None, Copy(request, out CopyResult result));

        Assert.Equal(ContentSteps.Noise(newSize, 2), File.ReadAllBytes(_folder.At("target/file")));
        Assert.Equal((newSize, true), (result.Bytes, result.IsStable));
        Assert.Equal((1, 1), (_source.Opened, _source.Looked));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void What_is_gone_is_told_as_vanished(int size)
    {
        Put(ContentSteps.Noise(size));
        CopyRequest request = Listed();
        File.Delete(_folder.At("nodes/handle"));
        File.Delete(_folder.At("source/file"));

        Assert.Equal(Errno.ENOENT, Copy(request, out CopyResult result));

        Assert.Equal((TransferAction.Open, true), (result.Action, result.IsSource));
        Assert.Empty(_steps.Target.Names());
    }

    [Fact]
    public void Another_file_by_the_name_is_not_copied_for_it()
    {
        Put([1, 2, 3]);
        CopyRequest request = Listed();
        File.Delete(_folder.At("nodes/handle"));
        File.WriteAllBytes(_folder.At("source/other"), [4, 5, 6]);
        File.Move(_folder.At("source/other"), _folder.At("source/file"), overwrite: true);

        Assert.Equal(Errno.ESTALE, Copy(request, out CopyResult result));

        Assert.Equal((TransferAction.Open, true), (result.Action, result.IsSource));
        Assert.Empty(_steps.Target.Names());
    }

    private void Put(byte[] content)
    {
        File.WriteAllBytes(_folder.At("nodes/handle"), content);
        Shell.Run("ln", _folder.At("nodes/handle"), _folder.At("source/file")).EnsureSuccess();
    }

    private CopyRequest Listed()
    {
        CopyRequest plain = _steps.Request("file", TransferOptions.Archive);
        return new CopyRequest
        {
            SourceDirectory = _source,
            SourceName = plain.SourceName,
            SourceHandle = "handle"u8.ToArray(),
            Expected = plain.Expected,
            Directory = plain.Directory,
            Name = plain.Name,
            Path = plain.Path,
            Target = plain.Target,
            Wanted = plain.Wanted,
        };
    }

    private Errno Copy(in CopyRequest request, out CopyResult result) => _steps.Copier(TransferOptions.Archive, CopyMethod.Loop).Copy(in request, out result);
}
