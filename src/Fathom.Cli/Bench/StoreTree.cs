using System.Buffers.Binary;

namespace Fathom.Cli;

// Directories are numbered as in a heap: the children of k are k*F + 1 ... k*F + F, as long as there are that many. Each has the same number of
// entries, directories first. Everything about an entry follows from its number, so nothing is kept.

/// <summary>A tree that exists nowhere and costs nearly nothing to list: what a scan of it takes is what storing takes.</summary>
/// <param name="entries">Entries, the root included, rounded up to whole directories.</param>
internal sealed class StoreTree(long entries) : ITree
{
    internal const int EntriesPerDirectory = 20;
    internal const int DirectoriesPerDirectory = 4;
    internal const StatMask Filled = StatMask.Basic;

    /// <summary>How many there are.</summary>
    internal long Directories { get; } = Math.Max(1, (entries + EntriesPerDirectory - 1) / EntriesPerDirectory);

    /// <inheritdoc/>
    public TreeTraits Traits { get; } = new() { Attributes = Filled };

    /// <inheritdoc/>
    public ReadOnlySpan<byte> RootName => "/synthetic"u8;

    /// <inheritdoc/>
    public Errno ReadRoot(StatMask mask, EntryBatch batch)
    {
        batch.Clear(null);
        int root = batch.AddName(RootName, EntryKind.Directory, 1);
        Fill(batch, root, 0, 0);
        SetHandle(batch, root, 0);
        batch.Filled = Filled;
        return Errno.None;
    }

    /// <inheritdoc/>
    public ITreeReader OpenReader(ReaderOptions options) => new StoreReader(this, options.Cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Fills a batch with all entries of a directory.</summary>
    internal void List(long directory, EntryBatch batch)
    {
        Span<byte> name = stackalloc byte[40];
        long firstChild = (directory * DirectoriesPerDirectory) + 1;
        int children = (int)Math.Clamp(Directories - firstChild, 0, DirectoriesPerDirectory);
        ulong random = Mix((ulong)directory);
        for (int i = 0; i < EntriesPerDirectory; i++)
        {
            random = Mix(random);
            bool isDirectory = i < children;
            int length = WriteName(name, isDirectory, random);
            ulong inode = ((ulong)directory * EntriesPerDirectory) + (ulong)i + 2;
            int index = batch.AddName(name[..length], isDirectory ? EntryKind.Directory : EntryKind.File, inode);
            Fill(batch, index, random, i);
            if (isDirectory)
            {
                SetHandle(batch, index, firstChild + i);
            }
        }

        batch.Filled = Filled;
    }

    /// <summary>The number of the directory that a handle stands for.</summary>
    internal static long NumberOf(NodeHandle handle) => BinaryPrimitives.ReadInt64LittleEndian(handle.Bytes);

    private static void SetHandle(EntryBatch batch, int index, long directory)
    {
        Span<byte> handle = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(handle, directory);
        batch.SetHandle(index, new NodeHandle(handle));
    }

    private static int WriteName(Span<byte> name, bool isDirectory, ulong random)
    {
        ReadOnlySpan<byte> stem = (random & 3) switch
        {
            0 => "IMG_"u8,
            1 => "report-"u8,
            2 => "backup_2024_"u8,
            _ => "data."u8,
        };
        stem.CopyTo(name);
        int length = stem.Length;
        System.Buffers.Text.Utf8Formatter.TryFormat((random >> 8) % 1_000_000, name[length..], out int digits);
        length += digits;
        if (!isDirectory)
        {
            ReadOnlySpan<byte> extension = ((random >> 32) & 7) switch
            {
                0 => ".jpg"u8,
                1 => ".pdf"u8,
                2 => ".txt"u8,
                3 => ".c"u8,
                4 => ".json"u8,
                5 => ".parquet"u8,
                6 => ".mkv"u8,
                _ => default,
            };
            extension.CopyTo(name[length..]);
            length += extension.Length;
        }

        return length;
    }

    // Sizes and times as hard to compress as real ones: exponents spread evenly, nanoseconds at random.
    private static void Fill(EntryBatch batch, int index, ulong random, int position)
    {
        if (index == 0)
        {
            batch.Prepare(Filled);
        }

        const long Year = 365L * 24 * 3600 * 1_000_000_000;
        long size = (long)((random >> 20) & ((1UL << (int)(random % 24)) - 1));
        long mtime = (1_700_000_000L * 1_000_000_000) - (long)(random % (3UL * Year));
        batch.Devices[index] = 0x801;
        batch.RawDevices[index] = 0;
        batch.Sizes[index] = size;
        batch.Allocated[index] = (size + 4095) & ~4095L;
        batch.Modes[index] = batch.Kinds[index] == EntryKind.Directory ? 0x41edu : 0x81a4u;
        batch.Links[index] = 1;
        batch.Uids[index] = 1000 + (uint)((random >> 40) & 15);
        batch.Gids[index] = 100;
        batch.Atimes[index] = mtime + position;
        batch.Mtimes[index] = mtime;
        batch.Ctimes[index] = mtime + 1_000;
    }

    // splitmix64, public domain.
    private static ulong Mix(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
