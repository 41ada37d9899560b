namespace Fathom.Nfs;

// What an entry of a slice still needs shows in the batch alone, so that any worker can go on with it:
//
//   no handle                                        LOOKUP    gives the handle, and mostly the attributes
//   a handle, and its kind is not known              GETATTR
//   a symbolic link without a target that is wanted  READLINK

/// <content>Attributes, handles and targets that a listing left out.</content>
internal sealed partial class NfsReader
{
    private bool WantsTargets => (_mask & StatMask.Target) != 0;

    private void SendEntry(SliceFetch slice)
    {
        int index = slice.Next++;
        if (index == 0)
        {
            slice.Batch.Prepare(_mask);
        }

        SendEntry(slice, index);
    }

    private void SendEntry(SliceFetch slice, int index)
    {
        EntryBatch batch = slice.Batch;
        ReadOnlySpan<byte> handle = batch.Handle(index).Bytes;
        if (handle.IsEmpty)
        {
            LookupArgs.Encode(BeginCall(Nfs3.Lookup, slice, index), slice.Node.Handle.Bytes, batch.Name(index));
        }
        else
        {
            RpcProcedure procedure = batch.Kinds[index] == EntryKind.Unknown ? Nfs3.GetAttr : Nfs3.ReadLink;
            FileHandle3.Encode(BeginCall(procedure, slice, index), handle);
        }

        Connection.Queue();
    }

    private bool HandleEntry(SliceFetch slice, int index, in RpcReply reply, EntryBatch batch, out ListStatus status)
    {
        Errno errno = reply.Errno != Errno.None ? reply.Errno : Keep(slice.Batch, index, reply.Procedure, reply.Body);
        if (errno != Errno.None)
        {
            StoreNothing(slice.Batch, index, errno);
        }
        else if (NeedsMore(slice.Batch, index, reply.Procedure))
        {
            SendEntry(slice, index);
            status = default;
            return false;
        }

        return FinishEntry(slice, batch, out status);
    }

    private Errno Keep(EntryBatch names, int index, RpcProcedure procedure, ReadOnlySpan<byte> body)
    {
        XdrReader reader = new(body);
        if (procedure == Nfs3.ReadLink)
        {
            Errno linkErrno = ReadLinkResult.Decode(ref reader, out ReadOnlySpan<byte> target);
            if (linkErrno == Errno.None)
            {
                names.SetTarget(index, target);
            }

            return linkErrno;
        }

        if (procedure == Nfs3.GetAttr)
        {
            Errno errno = GetAttrResult.Decode(ref reader, out NodeAttributes attributes);
            if (errno == Errno.None)
            {
                new EntryColumns(names, _mask).Store(index, in attributes);
            }

            return errno;
        }

        Errno lookupErrno = LookupResult.Decode(ref reader, out LookupResult found);
        if (lookupErrno == Errno.None)
        {
            names.SetHandle(index, new NodeHandle(found.Handle));
            if (found.HasAttributes)
            {
                new EntryColumns(names, _mask).Store(index, in found.Attributes);
            }
        }

        return lookupErrno;
    }

    // A type that the protocol does not define stays unknown: asking again would not help.
    private bool NeedsMore(EntryBatch names, int index, RpcProcedure procedure) => names.Kinds[index] switch
    {
        EntryKind.Unknown => procedure == Nfs3.Lookup,
        EntryKind.Symlink => WantsTargets && procedure != Nfs3.ReadLink,
        _ => false,
    };

    private void StoreNothing(EntryBatch names, int index, Errno errno)
    {
        new EntryColumns(names, _mask).StoreNothing(index);
        names.SetErrno(index, errno);
    }

    private bool FinishEntry(SliceFetch slice, EntryBatch batch, out ListStatus status)
    {
        status = ListStatus.End;
        if (--slice.Left > 0)
        {
            return false;
        }

        EndSlice(slice, batch);
        return true;
    }

    private void EndSlice(SliceFetch slice, EntryBatch batch)
    {
        Forget(slice);
        batch.TakeFrom(slice.Batch);
        batch.IsSlice = false;
        batch.IsSliceResult = true;
        batch.Error = Errno.None;
        batch.Filled = _mask;
        slice.Batch = null!;
        _idleSlices.Push(slice);
    }
}
