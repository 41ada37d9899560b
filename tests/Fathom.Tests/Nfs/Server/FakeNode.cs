using System.Buffers.Binary;
using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Support;

namespace Fathom.Tests.Nfs.Server;

/// <summary>A node that the server gave a handle to.</summary>
internal sealed class FakeNode(FakeNode? parent, MemoryNode node, ulong fileId)
{
    internal const int HandleSize = 24;

    private static readonly byte[] s_magic = "FATHOM fake file"u8.ToArray();

    /// <summary>Null for the root.</summary>
    internal FakeNode? Parent => parent;

    internal MemoryNode Node => node;

    internal ulong FileId => fileId;

    /// <summary>Path below the export as Latin-1 text; "" for the export.</summary>
    internal string Path
    {
        get
        {
            List<string> parts = [];
            for (FakeNode at = this; at.Parent is not null; at = at.Parent)
            {
                parts.Add(Encoding.Latin1.GetString(at.Node.Name));
            }

            parts.Reverse();
            return string.Join('/', parts);
        }
    }

    internal NodeAttributes Attributes => new()
    {
        Mode = ((uint)node.Kind << 12) | (node.Kind == EntryKind.Directory ? 0x1edu : 0x1a4u),
        Links = node.Kind == EntryKind.Directory ? 2u : 1u,
        Uid = 1000,
        Gid = 100,
        Size = node.Size,
        Allocated = (node.Size + 511) / 512 * 512,
        Device = node.Device,
        Inode = fileId,
        Atime = 1_000_000_001,
        Mtime = (1_000_000_000L * 1_700_000_000) + 123_456_789,
        Ctime = (1_000_000_000L * uint.MaxValue) + 999_999_999,
    };

    /// <summary>The handle of a fileid: 24 bytes.</summary>
    internal static byte[] HandleOf(ulong fileId)
    {
        byte[] handle = new byte[HandleSize];
        s_magic.CopyTo(handle, 0);
        BinaryPrimitives.WriteUInt64BigEndian(handle.AsSpan(s_magic.Length), fileId);
        return handle;
    }

    internal static bool TryParse(ReadOnlySpan<byte> handle, out ulong fileId)
    {
        bool isOurs = handle.Length == HandleSize && handle.StartsWith(s_magic);
        fileId = isOurs ? BinaryPrimitives.ReadUInt64BigEndian(handle[s_magic.Length..]) : 0;
        return isOurs;
    }
}
