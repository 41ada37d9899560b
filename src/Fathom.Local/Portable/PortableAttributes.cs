using System.Text;

namespace Fathom.Local;

/// <summary>Attributes of one entry, as far as System.IO gives them.</summary>
internal static class PortableAttributes
{
    private const long NanosecondsPerTick = 100;

    internal static void Prepare(EntryBatch batch, StatMask mask)
    {
        batch.Prepare(mask);
        batch.Filled = mask;
    }

    /// <summary>Fills the prepared columns of an entry, and its kind, or notes why that is not possible.</summary>
    /// <param name="follow">A link stands for what it leads to, unless it dangles.</param>
    internal static void Fetch(EntryBatch batch, int index, string path, bool follow)
    {
        try
        {
            FileInfo info = new(path);
            if (follow && info.LinkTarget is not null
                && info.ResolveLinkTarget(returnFinalTarget: true) is { } target && Path.Exists(target.FullName))
            {
                info = new FileInfo(target.FullName);
                batch.MarkFollowed(index);
            }

            FileAttributes attributes = info.Attributes;
            if ((int)attributes == -1)
            {
                Fail(batch, index, path.Contains('\uFFFD') ? Errno.EILSEQ : Errno.ENOENT);
                return;
            }

            Store(batch, index, info, attributes);
        }
        catch (SystemException failure) when (ExceptionErrno.TryMap(failure, out Errno errno))
        {
            Fail(batch, index, errno);
        }
    }

    // Columns of failed entries hold zeros rather than what another directory left there.
    internal static void Fail(EntryBatch batch, int index, Errno errno)
    {
        batch.SetErrno(index, errno);
        StoreNumbers(batch, index, size: 0, atime: 0, mtime: 0);
    }

    private static void Store(EntryBatch batch, int index, FileInfo info, FileAttributes attributes)
    {
        string? target = (attributes & FileAttributes.ReparsePoint) != 0 ? info.LinkTarget : null;
        if (target is not null && target.Contains('\uFFFD'))
        {
            batch.Kinds[index] = EntryKind.Symlink;
            Fail(batch, index, Errno.EILSEQ);
            return;
        }

        bool isDirectory = (attributes & FileAttributes.Directory) != 0;
        batch.Kinds[index] = target is not null ? EntryKind.Symlink : isDirectory ? EntryKind.Directory : EntryKind.File;
        long size = target is not null ? Encoding.UTF8.GetByteCount(target) : isDirectory ? 0 : info.Length;
        StoreNumbers(batch, index, size, Nanoseconds(info.LastAccessTimeUtc), Nanoseconds(info.LastWriteTimeUtc));
        if (target is not null && batch.Filled.HasFlag(StatMask.Target))
        {
            batch.SetTarget(index, Encoding.UTF8.GetBytes(target));
        }
    }

    private static void StoreNumbers(EntryBatch batch, int index, long size, long atime, long mtime)
    {
        if (batch.Filled.HasFlag(StatMask.Size))
        {
            batch.Sizes[index] = size;
        }

        if (batch.Filled.HasFlag(StatMask.Atime))
        {
            batch.Atimes[index] = atime;
        }

        if (batch.Filled.HasFlag(StatMask.Mtime))
        {
            batch.Mtimes[index] = mtime;
        }
    }

    private static long Nanoseconds(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks * NanosecondsPerTick;
}
