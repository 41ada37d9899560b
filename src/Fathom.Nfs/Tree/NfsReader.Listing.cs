using System.Diagnostics;

namespace Fathom.Nfs;

/// <content>Pages of directories.</content>
internal sealed partial class NfsReader
{
    // A page that took longer held a lock of the server for too long; one that took less can be twice as large.
    private static readonly long s_longPage = Stopwatch.Frequency / 20;
    private static readonly long s_shortPage = Stopwatch.Frequency / 100;

    private void SendPage(DirectoryListing listing)
    {
        // A cookie of one procedure says nothing to the other.
        listing.IsPlus = listing.Cookie == 0 ? !_tree.UsesReadDir : listing.IsPlus;
        ReadOnlySpan<byte> handle = listing.Node.Handle.Bytes;
        if (listing.IsPlus)
        {
            // Servers take dircount for bytes of names, or for a number of entries: as large as the whole, it never bounds a page.
            ReadDirArgs.EncodePlus(
                BeginCall(Nfs3.ReadDirPlus, listing, 0), handle, listing.Cookie, listing.Verifier, listing.Size, listing.Size);
        }
        else
        {
            ReadDirArgs.Encode(BeginCall(Nfs3.ReadDir, listing, 0), handle, listing.Cookie, listing.Verifier, listing.Size);
        }

        Connection.Queue();
    }

    private bool HandlePage(DirectoryListing listing, in RpcReply reply, EntryBatch batch, out ListStatus status)
    {
        status = ListStatus.More;
        batch.Clear(listing.Node);
        _rest.Clear(listing.Node);
        DirectoryPage page = default;
        Errno errno = reply.Errno != Errno.None
            ? reply.Errno
            : _decoder.Decode(reply.Body, listing.IsPlus, listing.Trail, batch, _rest, out page);
        if (errno != Errno.None)
        {
            if (TryAgain(listing, in reply))
            {
                _ready.Add(listing);
                return false;
            }

            batch.Clear(listing.Node);
            status = Fail(listing, batch, errno);
            return true;
        }

        if (page.Entries == 0 && !page.IsEnd)
        {
            if (TryEnlarge(listing))
            {
                _ready.Add(listing);
                return false;
            }

            status = Fail(listing, batch, Errno.EPROTO);
            return true;
        }

        status = GoOn(listing, in page, reply.Latency, batch);
        Number(listing, batch);
        Number(listing, _rest);
        return Divide(batch, ref status);
    }

    private ListStatus GoOn(DirectoryListing listing, in DirectoryPage page, long latency, EntryBatch batch)
    {
        listing.HasBadName |= page.HasBadName;
        if (page.IsEnd)
        {
            if (listing.HasBadName)
            {
                return Fail(listing, batch, Errno.EPROTO);
            }

            Retire(listing);
            return ListStatus.End;
        }

        if (listing.Trail is null)
        {
            listing.Trail = new ListingTrail();
            listing.Trail.Begin(batch);
            listing.Trail.Begin(_rest);
        }

        bool advances = page.Cookie != listing.Cookie;
        listing.IsOpened = true;
        if (!listing.Trail.TryEndPage(page.Cookie) || !advances)
        {
            return Fail(listing, batch, Errno.EPROTO);
        }

        listing.Cookie = page.Cookie;
        listing.Verifier = page.Verifier;
        Resize(listing, latency);
        _ready.Add(listing);
        return ListStatus.More;
    }

    // Whole entries go at once; what needs further calls becomes a slice, which comes next and which any worker may take.
    private bool Divide(EntryBatch batch, ref ListStatus status)
    {
        _options.Filter?.Apply(batch);
        _options.Filter?.Apply(_rest);
        if (_rest.Count + _rest.DroppedCount == 0)
        {
            // A batch of nothing but an ending is worth telling; of nothing at all it is not.
            return batch.Count + batch.DroppedCount > 0 || status != ListStatus.More;
        }

        _hasRest = true;
        _restStatus = status;
        _restError = batch.Error;
        batch.Error = Errno.None;
        status = batch.Count + batch.DroppedCount == 0 ? DeliverRest(batch) : ListStatus.More;
        return true;
    }

    private ListStatus DeliverRest(EntryBatch batch)
    {
        batch.TakeFrom(_rest);
        batch.IsSlice = batch.Count > 0;
        batch.ErrorStage = WalkStage.ReadDirectory;
        batch.Error = _restError;
        _hasRest = false;
        return _restStatus;
    }

    private static void Number(DirectoryListing listing, EntryBatch batch)
    {
        batch.FirstOrdinal = listing.Ordinal;
        listing.Ordinal += batch.Count;
    }

    // What one more try cures, in another way.
    private bool TryAgain(DirectoryListing listing, in RpcReply reply)
    {
        uint code = Nfs3Result.StatusOf(reply.Body);
        bool isRefused = reply.Errno == Errno.ENOSYS || (reply.Errno == Errno.None && code == Nfs3Status.NFS3ERR_NOTSUPP);
        if (isRefused && listing.IsPlus)
        {
            _tree.UsesReadDir = true;
            return listing.Cookie == 0 || TryRestart(listing);
        }

        if (reply.Errno != Errno.None)
        {
            return false;
        }

        return code switch
        {
            Nfs3Status.NFS3ERR_BAD_COOKIE => TryRestart(listing),
            Nfs3Status.NFS3ERR_TOOSMALL => TryEnlarge(listing),
            _ => false,
        };
    }

    private static bool TryRestart(DirectoryListing listing)
    {
        if (listing.Trail?.TryRestart() != true)
        {
            return false;
        }

        listing.Cookie = 0;
        listing.Verifier = 0;
        return true;
    }

    private bool TryEnlarge(DirectoryListing listing)
    {
        if (listing.IsEnlarged || listing.Size >= NfsTree.MaxSize)
        {
            return false;
        }

        listing.IsEnlarged = true;
        listing.Size = Math.Min(listing.Size * 4, NfsTree.MaxSize);
        _tree.RaiseSize(listing.Size);
        return true;
    }

    private void Resize(DirectoryListing listing, long latency)
    {
        listing.IsEnlarged = false;
        if (!_tree.AdaptsSize)
        {
            return;
        }

        listing.Size = latency > s_longPage ? Math.Max(listing.Size / 2, _tree.LeastSize)
            : latency < s_shortPage ? Math.Min(listing.Size * 2, _tree.LargestSize)
            : listing.Size;
    }

    private ListStatus Fail(DirectoryListing listing, EntryBatch batch, Errno errno)
    {
        batch.Error = errno;
        batch.ErrorStage = listing.IsOpened || errno is Errno.EPROTO or Errno.EBADMSG ? WalkStage.ReadDirectory : WalkStage.OpenDirectory;
        Retire(listing);
        return ListStatus.Failed;
    }

    private void Retire(DirectoryListing listing)
    {
        Forget(listing);
        listing.Trail = null;
        _idleListings.Push(listing);
    }
}
