using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

/// <summary>A source and a target for one test of copies.</summary>
[SupportedOSPlatform("linux")]
internal sealed class CopySteps : IDisposable
{
    internal static readonly RunIdentity Run = new(0x1234abcd, 77, 12345);

    private readonly IContentTree _sourceTree;
    private readonly IWritableTree _targetTree;
    private readonly List<IDisposable> _held = [];

    internal CopySteps(IContentTree source, IWritableTree target)
    {
        _sourceTree = source;
        _targetTree = target;
        Source = Held(source.Root());
        Target = Held(target.WritableRoot());
    }

    internal static Caller Caller { get; } = new(RawFiles.IsRoot, new HashSet<uint> { 0 }, 0x12);

    internal IContentNode Source { get; }

    internal IWritableNode Target { get; }

    /// <summary>Reads large files ahead; null for nobody. The test's.</summary>
    internal PieceReaders? Readers { get; set; }

    internal static CopySteps Local(string source, string target) => new(LocalTree.Open(source), LocalTree.Open(target));

    internal FileCopier Copier(TransferOptions options, CopyMethod method = CopyMethod.Auto, RateClock? clock = null) =>
        new(Target, new CopyTools(options, Caller, new TemporaryNames(Run), method, clock) { Readers = Readers });

    /// <summary>Copies a file of the source's root into the target's.</summary>
    internal Errno Copy(string name, TransferOptions options, out CopyResult result, CopyMethod method = CopyMethod.Auto) =>
        Copier(options, method).Copy(Request(name, options), out result);

    /// <summary>Copies, and it must succeed.</summary>
    internal CopyResult CopyWell(string name, TransferOptions options, CopyMethod method = CopyMethod.Auto)
    {
        Errno errno = Copy(name, options, out CopyResult result, method);
        Assert.True(errno == Errno.None, $"{errno} {result}");
        Assert.Equal(Errno.None, result.AttributesErrno);
        return result;
    }

    internal CopyRequest Request(string name, TransferOptions options, CancellationToken cancellation = default)
    {
        byte[] bytes = ContentSteps.Bytes(name);
        Assert.Equal(Errno.None, Source.Open(bytes, StatMask.Basic, out IContentNode? node, out NodeAttributes listed));
        node!.Dispose();
        NodeAttributes? there = null;
        if (Target.Open(bytes, StatMask.Basic, out IContentNode? old, out NodeAttributes attributes) == Errno.None)
        {
            old!.Dispose();
            there = attributes;
        }

        AttributeRules rules = new(options, Caller);
        return new CopyRequest
        {
            SourceDirectory = Source,
            SourceName = bytes,
            Expected = listed,
            Directory = Target,
            Name = bytes,
            Path = bytes,
            Target = there,
            TargetDevice = Target.Attributes().Device,
            Wanted = rules.Wanted(rules.Taken(listed), there),
            Cancellation = cancellation,
        };
    }

    internal T Held<T>(T node)
        where T : IDisposable
    {
        _held.Add(node);
        return node;
    }

    public void Dispose()
    {
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            _held[i].Dispose();
        }

        _targetTree.Dispose();
        _sourceTree.Dispose();
    }
}
