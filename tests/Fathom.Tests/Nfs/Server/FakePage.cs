using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Server;

/// <summary>The results of one READDIR or READDIRPLUS, for scripts to change.</summary>
internal sealed class FakePage
{
    internal required FakeCall Call { get; init; }

    internal NodeAttributes? Directory { get; set; }

    internal ulong Verifier { get; set; }

    internal List<FakeEntry> Entries { get; set; } = [];

    /// <summary>Nothing follows.</summary>
    internal bool IsEnd { get; set; }

    /// <summary>Why there is no page.</summary>
    internal uint Status { get; set; }

    /// <summary>Drops the attributes of entries.</summary>
    internal void DropAttributes(Func<FakeEntry, bool>? of = null)
    {
        foreach (FakeEntry entry in Entries.Where(entry => of?.Invoke(entry) ?? true))
        {
            entry.Attributes = null;
        }
    }

    /// <summary>Drops the handles of entries.</summary>
    internal void DropHandles(Func<FakeEntry, bool>? of = null)
    {
        foreach (FakeEntry entry in Entries.Where(entry => of?.Invoke(entry) ?? true))
        {
            entry.Handle = null;
        }
    }
}
