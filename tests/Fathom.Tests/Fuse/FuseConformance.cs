using Fathom.Fuse;

namespace Fathom.Tests.Fuse;

/// <summary>How the conformance tests mount: they look at both sides, so the kernel keeps nothing.</summary>
internal static class FuseConformance
{
    internal static FuseOptions Options { get; } = new()
    {
        AllowOther = true,
        MaxNodes = 1000,
        IsExclusive = false,
        WritebackCache = false,
        AttributeTimeout = TimeSpan.Zero,
        EntryTimeout = TimeSpan.Zero,
        NegativeTimeout = TimeSpan.Zero,
    };
}
