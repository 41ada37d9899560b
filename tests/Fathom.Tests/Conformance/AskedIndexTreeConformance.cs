using System.Runtime.Versioning;

namespace Fathom.Tests.Conformance;

/// <summary>The same, with an index of which the first directories are asked for one level at a time.</summary>
[SupportedOSPlatform("linux")]
public sealed class AskedIndexTreeConformance : IndexTreeConformance
{
    internal override long CopyAtOnce => 0;
}
