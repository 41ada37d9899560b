using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Server;

/// <summary>One entry of a <see cref="FakePage"/>.</summary>
internal sealed class FakeEntry
{
    internal required byte[] Name { get; set; }

    internal ulong FileId { get; set; }

    internal ulong Cookie { get; set; }

    /// <summary>Null when the server leaves them out.</summary>
    internal NodeAttributes? Attributes { get; set; }

    /// <summary>Null when the server leaves it out.</summary>
    internal byte[]? Handle { get; set; }

    /// <summary>The name as Latin-1 text.</summary>
    internal string Text => System.Text.Encoding.Latin1.GetString(Name);
}
