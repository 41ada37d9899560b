using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace Fathom.Local;

/// <summary>Fetches the attributes of listed entries: one statx an entry at most, relative to the directory's descriptor.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AttributeReader
{
    private const StatMask GivenByListing = StatMask.Kind;

    private readonly ReaderOptions _options;

    /// <param name="options">What is wanted of each entry.</param>
    internal AttributeReader(ReaderOptions options) => _options = options;

    /// <summary>More is wanted of every entry than its record says.</summary>
    internal bool IsNeeded => (_options.Stat & ~GivenByListing) != 0;

    internal static unsafe void ReadTarget(EntryBatch batch, int index, int directory)
    {
        Span<byte> target = stackalloc byte[Interop.PATH_MAX];
        Errno errno;
        int length;
        fixed (byte* arena = batch.Arena)
        {
            errno = Interop.ReadLinkAt(directory, arena + batch.NameOffset(index), target, out length);
        }

        if (errno == Errno.None)
        {
            batch.SetTarget(index, target[..length]);
        }
        else
        {
            batch.SetErrno(index, errno);
        }
    }

    /// <summary>Fills the columns that are wanted, and says in the batch which they are.</summary>
    /// <param name="descriptor">Of the directory of the batch.</param>
    /// <param name="batch">Each name in its arena ends in a NUL.</param>
    internal void Fetch(int descriptor, EntryBatch batch)
    {
        StatMask all = _options.Stat;
        if (IsNeeded)
        {
            FetchAll(descriptor, batch, all | _options.DirectoryStat);
            batch.Filled = all | _options.DirectoryStat;
        }
        else
        {
            FetchSome(descriptor, batch);
            batch.Filled = all;
            batch.FilledForDirectories = _options.DirectoryStat;
        }

        if ((all & StatMask.Target) != 0)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch.Kinds[i] == EntryKind.Symlink && batch.Errnos(i) == Errno.None)
                {
                    ReadTarget(batch, i, descriptor);
                }
            }
        }
    }

    private unsafe void FetchAll(int descriptor, EntryBatch batch, StatMask mask)
    {
        EntryColumns columns = new(batch, mask);
        fixed (byte* arena = batch.Arena)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                FetchOne(descriptor, arena, batch, columns, mask, i);
            }
        }
    }

    // A pure listing: only directories that need an identity, links that are followed, and what the file system did not name.
    private unsafe void FetchSome(int descriptor, EntryBatch batch)
    {
        StatMask mask = _options.DirectoryStat | StatMask.Kind;
        EntryColumns columns = new(batch, mask);
        fixed (byte* arena = batch.Arena)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                EntryKind kind = batch.Kinds[i];
                if (kind == EntryKind.Unknown
                    || (kind == EntryKind.Symlink && _options.FollowLinks)
                    || (kind == EntryKind.Directory && _options.DirectoryStat != 0))
                {
                    FetchOne(descriptor, arena, batch, columns, mask, i);
                }
            }
        }
    }

    // The kernel fills the buffers; zeroing 512 bytes first would be a tenth of this method.
    [SkipLocalsInit]
    private unsafe void FetchOne(int descriptor, byte* arena, EntryBatch batch, in EntryColumns columns, StatMask mask, int i)
    {
        byte* name = arena + batch.NameOffset(i);
        Errno errno = Interop.Statx(
            descriptor, name, Interop.AT_NO_AUTOMOUNT | Interop.AT_SYMLINK_NOFOLLOW, mask, out Interop.StatxBuffer attributes);
        if (errno == Errno.None && _options.FollowLinks && attributes.Kind == EntryKind.Symlink)
        {
            errno = Interop.Statx(descriptor, name, Interop.AT_NO_AUTOMOUNT, mask, out Interop.StatxBuffer target);
            if (errno == Errno.None)
            {
                columns.Store(i, target.ToAttributes());
                batch.MarkFollowed(i);
                return;
            }

            // A dangling link stands for itself; one in a circle, or that leads where nobody may look, is an error.
            errno = errno is Errno.ENOENT or Errno.ENOTDIR ? Errno.None : errno;
        }

        if (errno == Errno.None)
        {
            columns.Store(i, attributes.ToAttributes());
            return;
        }

        columns.StoreNothing(i);
        batch.SetErrno(i, errno);
    }
}
