using System.Text;

namespace Fathom.Tests.Nfs.Server;

/// <summary>Entries of a directory that are made when they are listed: one of millions costs no memory.</summary>
internal sealed record VirtualDirectory
{
    /// <summary>Bits of an entry's number in its fileid.</summary>
    internal const int NumberBits = 40;

    /// <summary>Set in the fileid of every such entry; the number of its directory follows, then its own.</summary>
    internal const ulong Mark = 1UL << 63;

    internal required long Count { get; init; }

    internal Func<long, byte[]> Name { get; init; } = static number => Encoding.ASCII.GetBytes($"file-{number:D9}");

    internal EntryKind Kind { get; init; } = EntryKind.File;

    internal long Size { get; init; } = 1;
}
