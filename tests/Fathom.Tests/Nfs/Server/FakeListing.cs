using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Server;

/// <summary>Pages of READDIR and READDIRPLUS.</summary>
/// <remarks>RFC 1813, sections 3.3.16 and 3.3.17.</remarks>
internal static class FakeListing
{
    // Status, attributes of the directory, verifier, no further entry, eof.
    private const int PageOverhead = 4 + 4 + Nfs3.AttributesSize + 8 + 4 + 4;

    /// <summary>A page as long as the call allows.</summary>
    internal static FakePage Make(FakeNfsServer server, FakeNode directory, FakeCall call)
    {
        FakePage page = new() { Call = call, Directory = directory.Attributes, Verifier = server.Verifier };
        bool isPlus = call.Procedure == Nfs3.ReadDirPlus;
        long end = server.Nodes.Count(directory) + 2;
        long place = call.Cookie == 0 ? 0 : server.Cookies.Decode(call.Cookie) + 1;
        if (call.Cookie != 0 && (call.Verifier != server.Verifier || place < 0))
        {
            page.Status = Nfs3Status.NFS3ERR_BAD_COOKIE;
            return page;
        }

        long room = call.Count - PageOverhead;
        for (; place < end && page.Entries.Count < server.PageEntries; place++)
        {
            FakeEntry entry = MakeEntry(server, directory, place, isPlus);
            room -= SizeOf(entry, isPlus);
            if (room < 0)
            {
                break;
            }

            page.Entries.Add(entry);
        }

        Errno failure = directory.Node.ListError;
        page.IsEnd = place >= end && failure == Errno.None;
        page.Status = page.Entries.Count > 0 || page.IsEnd ? Nfs3Status.NFS3_OK
            : place < end ? Nfs3Status.NFS3ERR_TOOSMALL : FakeNfsProgram.StatusOf(failure);
        return page;
    }

    internal static void Write(XdrWriter writer, FakePage page, bool isPlus)
    {
        FakeNfsProgram.WriteAttributes(writer, page.Directory);
        writer.WriteUInt64(page.Verifier);
        foreach (FakeEntry entry in page.Entries)
        {
            writer.WriteBool(true);
            writer.WriteUInt64(entry.FileId);
            writer.WriteOpaque(entry.Name);
            writer.WriteUInt64(entry.Cookie);
            if (isPlus)
            {
                FakeNfsProgram.WriteAttributes(writer, entry.Attributes);
                FakeNfsProgram.WriteOptionalHandle(writer, entry.Handle);
            }
        }

        writer.WriteBool(false);
        writer.WriteBool(page.IsEnd);
    }

    private static FakeEntry MakeEntry(FakeNfsServer server, FakeNode directory, long place, bool isPlus)
    {
        FakeNode node = place == 0 ? directory : place == 1 ? directory.Parent ?? directory : server.Nodes.Child(directory, place - 2);
        bool hasAttributes = isPlus && node.Node.StatError == Errno.None;
        return new FakeEntry
        {
            Name = place == 0 ? [(byte)'.'] : place == 1 ? [(byte)'.', (byte)'.'] : node.Node.Name,
            FileId = node.FileId,
            Cookie = server.Cookies.Encode(place),
            Attributes = hasAttributes ? node.Attributes : null,
            Handle = hasAttributes ? FakeNode.HandleOf(node.FileId) : null,
        };
    }

    private static int SizeOf(FakeEntry entry, bool isPlus) =>
        4 + 8 + 4 + ((entry.Name.Length + 3) & ~3) + 8
        + (isPlus ? 4 + (entry.Attributes is null ? 0 : Nfs3.AttributesSize) + 4 + (entry.Handle is null ? 0 : 4 + FakeNode.HandleSize) : 0);
}
