using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Server;

/// <summary>Procedures of NFSv3 as a correct server answers them. Used under the server's lock.</summary>
/// <remarks>RFC 1813, section 3.3.</remarks>
internal static class FakeNfsProgram
{
    /// <summary>Takes the arguments of a call apart, as far as tests want to see them.</summary>
    /// <returns>Whether they are well formed.</returns>
    internal static bool TryReadArguments(FakeNfsServer server, FakeCall call, ref XdrReader arguments)
    {
        if (call.Procedure == Nfs3.Null)
        {
            return true;
        }

        if (!arguments.TryReadOpaque(Nfs3.NFS3_FHSIZE, out ReadOnlySpan<byte> handle))
        {
            return false;
        }

        call.Node = server.Nodes.Find(handle);
        bool isRead = true;
        uint count = 0, dirCount = 0;
        ulong cookie = 0, verifier = 0, offset = 0;
        if (call.Procedure == Nfs3.Lookup)
        {
            isRead = arguments.TryReadOpaque(Nfs3.MaxName, out ReadOnlySpan<byte> name);
            call.Name = System.Text.Encoding.Latin1.GetString(name);
        }
        else if (call.Procedure == Nfs3.Access)
        {
            isRead = arguments.TryReadUInt32(out count);
        }
        else if (call.Procedure == Nfs3.Read)
        {
            isRead = arguments.TryReadUInt64(out offset) && arguments.TryReadUInt32(out count);
        }
        else if (call.Procedure == Nfs3.ReadDir)
        {
            isRead = arguments.TryReadUInt64(out cookie) && arguments.TryReadUInt64(out verifier) && arguments.TryReadUInt32(out count);
        }
        else if (call.Procedure == Nfs3.ReadDirPlus)
        {
            isRead = arguments.TryReadUInt64(out cookie) && arguments.TryReadUInt64(out verifier)
                && arguments.TryReadUInt32(out dirCount) && arguments.TryReadUInt32(out count);
        }

        (call.Cookie, call.Verifier, call.DirCount, call.Count, call.Offset) = (cookie, verifier, dirCount, count, offset);
        return isRead;
    }

    /// <summary>Writes the results of a call.</summary>
    /// <returns>Whether the server has the procedure.</returns>
    internal static bool TryAnswer(FakeNfsServer server, FakeCall call, FakeAnswer answer, XdrWriter results)
    {
        if (call.Procedure == Nfs3.Null)
        {
            return true;
        }

        if (call.Node is not FakeNode node)
        {
            WriteFailure(results, call.Procedure!, answer.Status ?? Nfs3Status.NFS3ERR_BADHANDLE);
            return true;
        }

        uint status = answer.Status ?? StatusOf(Refusal(call, node));
        if (status != Nfs3Status.NFS3_OK)
        {
            WriteFailure(results, call.Procedure!, status);
            return true;
        }

        return call.Procedure == Nfs3.ReadDir || call.Procedure == Nfs3.ReadDirPlus
            ? TryList(server, call, node, answer, results)
            : TryExamine(server, call, node, results);
    }

    /// <summary>The status that stands for an error.</summary>
    internal static uint StatusOf(Errno errno) => errno switch
    {
        Errno.ESTALE => Nfs3Status.NFS3ERR_STALE,
        Errno.EOPNOTSUPP => Nfs3Status.NFS3ERR_NOTSUPP,
        Errno.EREMOTEIO => Nfs3Status.NFS3ERR_SERVERFAULT,
        _ => (uint)errno,
    };

    internal static void WriteAttributes(XdrWriter writer, NodeAttributes? attributes)
    {
        writer.WriteBool(attributes is not null);
        if (attributes is NodeAttributes present)
        {
            WriteAttributes(writer, present);
        }
    }

    internal static void WriteOptionalHandle(XdrWriter writer, byte[]? handle)
    {
        writer.WriteBool(handle is not null);
        if (handle is not null)
        {
            writer.WriteOpaque(handle);
        }
    }

    private static Errno Refusal(FakeCall call, FakeNode node)
    {
        bool isListing = call.Procedure == Nfs3.ReadDir || call.Procedure == Nfs3.ReadDirPlus;
        bool needsDirectory = isListing || call.Procedure == Nfs3.Lookup;
        return needsDirectory && node.Node.Kind != EntryKind.Directory ? Errno.ENOTDIR
            : isListing ? node.Node.OpenError
            : call.Procedure == Nfs3.GetAttr ? node.Node.StatError
            : call.Procedure == Nfs3.ReadLink && node.Node.Kind != EntryKind.Symlink ? Errno.EINVAL
            : call.Procedure == Nfs3.Read && node.Node.Kind == EntryKind.Directory ? Errno.EISDIR
            : Errno.None;
    }

    private static bool TryList(FakeNfsServer server, FakeCall call, FakeNode directory, FakeAnswer answer, XdrWriter results)
    {
        FakePage page = FakeListing.Make(server, directory, call);
        answer.Page?.Invoke(page);
        if (page.Status != Nfs3Status.NFS3_OK)
        {
            WriteFailure(results, call.Procedure!, page.Status);
            return true;
        }

        results.WriteUInt32(Nfs3Status.NFS3_OK);
        FakeListing.Write(results, page, call.Procedure == Nfs3.ReadDirPlus);
        return true;
    }

    private static bool TryExamine(FakeNfsServer server, FakeCall call, FakeNode node, XdrWriter results)
    {
        FakeNode? child = call.Procedure == Nfs3.Lookup ? server.Nodes.Find(node, System.Text.Encoding.Latin1.GetBytes(call.Name)) : null;
        if (call.Procedure == Nfs3.Lookup && (child is null || child.Node.StatError != Errno.None))
        {
            WriteFailure(results, call.Procedure!, StatusOf(child?.Node.StatError ?? Errno.ENOENT));
            return true;
        }

        results.WriteUInt32(Nfs3Status.NFS3_OK);
        if (call.Procedure == Nfs3.GetAttr)
        {
            WriteAttributes(results, node.Attributes);
        }
        else if (call.Procedure == Nfs3.Lookup)
        {
            results.WriteOpaque(FakeNode.HandleOf(child!.FileId));
            WriteAttributes(results, (NodeAttributes?)child.Attributes);
            WriteAttributes(results, (NodeAttributes?)node.Attributes);
        }
        else if (call.Procedure == Nfs3.Access)
        {
            WriteAttributes(results, (NodeAttributes?)node.Attributes);
            results.WriteUInt32(call.Count);
        }
        else if (call.Procedure == Nfs3.ReadLink)
        {
            WriteAttributes(results, (NodeAttributes?)node.Attributes);
            results.WriteOpaque(node.Node.Target);
        }
        else if (call.Procedure == Nfs3.Read)
        {
            WriteContent(call, node, results);
        }
        else
        {
            return TryDescribe(server, call, node, results);
        }

        return true;
    }

    private static void WriteContent(FakeCall call, FakeNode node, XdrWriter results)
    {
        long rest = Math.Max(0, node.Node.Size - (long)call.Offset);
        byte[] bytes = new byte[Math.Min(rest, call.Count)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = FakeNfsServer.ContentAt((long)call.Offset + i);
        }

        WriteAttributes(results, (NodeAttributes?)node.Attributes);
        results.WriteUInt32((uint)bytes.Length);
        results.WriteBool(bytes.Length == rest);
        results.WriteOpaque(bytes);
    }

    private static bool TryDescribe(FakeNfsServer server, FakeCall call, FakeNode node, XdrWriter results)
    {
        WriteAttributes(results, (NodeAttributes?)node.Attributes);
        if (call.Procedure == Nfs3.FsStat)
        {
            // tbytes, fbytes, abytes, tfiles, ffiles, afiles, invarsec
            ulong[] numbers = [1UL << 40, 1UL << 39, 1UL << 38, 1_000_000, 500_000, 400_000];
            Array.ForEach(numbers, results.WriteUInt64);
            results.WriteUInt32(0);
        }
        else if (call.Procedure == Nfs3.FsInfo)
        {
            // rtmax, rtpref, rtmult, wtmax, wtpref, wtmult, dtpref, maxfilesize, time_delta, properties
            uint[] sizes = [server.ReadMax, server.ReadMax, 4096, server.ReadMax, server.ReadMax, 4096, server.DirectoryPreferred];
            Array.ForEach(sizes, results.WriteUInt32);
            results.WriteUInt64(long.MaxValue);
            uint[] rest = [0, 1, 0x1b];
            Array.ForEach(rest, results.WriteUInt32);
        }
        else if (call.Procedure == Nfs3.PathConf)
        {
            // linkmax, name_max, no_trunc, chown_restricted, case_insensitive, case_preserving
            uint[] limits = [32_000, 255, 1, 1, 0, 1];
            Array.ForEach(limits, results.WriteUInt32);
        }
        else
        {
            return false;
        }

        return true;
    }

    // What stands beside the status of a failure: attributes of nodes before and after, all left out.
    private static void WriteFailure(XdrWriter results, RpcProcedure procedure, uint status)
    {
        results.WriteUInt32(status);
        int left = procedure == Nfs3.GetAttr ? 0
            : procedure == Nfs3.Rename ? 4
            : procedure == Nfs3.Link ? 3
            : procedure == Nfs3.Commit || procedure == Nfs3.SetAttr || (procedure.Number >= Nfs3.Write.Number && procedure.Number <= Nfs3.RmDir.Number) ? 2
            : 1;
        for (int i = 0; i < left; i++)
        {
            results.WriteBool(false);
        }
    }

    private static void WriteAttributes(XdrWriter writer, NodeAttributes attributes)
    {
        uint type = attributes.Kind switch
        {
            EntryKind.File => 1,
            EntryKind.Directory => 2,
            EntryKind.BlockDevice => 3,
            EntryKind.CharacterDevice => 4,
            EntryKind.Symlink => 5,
            EntryKind.Socket => 6,
            EntryKind.Fifo => 7,
            _ => 99,
        };
        uint[] head = [type, attributes.Mode & 0xfff, attributes.Links, attributes.Uid, attributes.Gid];
        Array.ForEach(head, writer.WriteUInt32);
        writer.WriteUInt64((ulong)attributes.Size);
        writer.WriteUInt64((ulong)attributes.Allocated);
        writer.WriteUInt64(0);
        writer.WriteUInt64(attributes.Id.Device);
        writer.WriteUInt64(attributes.Id.Inode);
        WriteTime(writer, attributes.Atime);
        WriteTime(writer, attributes.Mtime);
        WriteTime(writer, attributes.Ctime);
    }

    private static void WriteTime(XdrWriter writer, long nanoseconds)
    {
        writer.WriteUInt32((uint)(nanoseconds / 1_000_000_000));
        writer.WriteUInt32((uint)(nanoseconds % 1_000_000_000));
    }
}
