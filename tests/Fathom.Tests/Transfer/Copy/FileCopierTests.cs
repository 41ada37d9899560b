using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

[SupportedOSPlatform("linux")]
public sealed class FileCopierTests : IDisposable
{
    // Where extended attributes of the user's are, which not every system's folder for temporary files has.
    private readonly TempFolder _source = new(CorpusStore.Folder);
    private readonly TempFolder _target = new(CorpusStore.Folder);
    private readonly CopySteps _steps;

    public FileCopierTests() => _steps = CopySteps.Local(_source.Path, _target.Path);

    public static TheoryData<int, string> Sizes
    {
        get
        {
            TheoryData<int, string> all = [];
            foreach (int size in new[] { 0, 1, 4095, 4096, 4097, (1024 * 1024) + 3, (40 * 1024 * 1024) + 5 })
            {
                foreach (CopyMethod method in Enum.GetValues<CopyMethod>())
                {
                    all.Add(size, method.ToString());
                }
            }

            return all;
        }
    }

    public void Dispose()
    {
        _steps.Dispose();
        _source.Dispose();
        _target.Dispose();
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_copy_has_the_content_and_attributes_of_its_source(int size, string method)
    {
        byte[] content = ContentSteps.Noise(size);
        File.WriteAllBytes(_source.At("file"), content);
        File.SetUnixFileMode(_source.At("file"), (UnixFileMode)0x168);
        using IWritableNode source = ((IWritableNode)_steps.Source).WritableAt("file");
        Assert.Equal(Errno.None, source.SetAttributes(new NodeChange { Mtime = -1_234_567_890_123_456_789 }));

        CopyResult result = _steps.CopyWell("file", TransferOptions.Archive, Enum.Parse<CopyMethod>(method));

        Assert.True(content.AsSpan().SequenceEqual(_steps.Target.ContentAt("file")));
        NodeAttributes made = Attributes("file");
        Assert.Equal((0x168u, -1_234_567_890_123_456_789), (made.Mode & 0xfff, made.Mtime));
        Assert.Equal((size, true, false), (result.Bytes, result.IsStable, result.IsDelayed));
        Assert.Equal(["file"], _steps.Target.Names());
    }

    private NodeAttributes Attributes(string name)
    {
        using IWritableNode node = _steps.Target.WritableAt(name);
        return node.Attributes();
    }
}
