namespace Fathom.Index;

/// <summary>What sums and digests need of one entry, wherever it comes from: a batch of the walk, or a stored row.</summary>
internal struct EntryFacts
{
    internal EntryKind Kind;

    /// <summary>A directory that is listed itself, and counts there.</summary>
    internal bool IsListed;

    /// <summary>False if the attributes could not be fetched.</summary>
    internal bool HasAttributes;
    internal long Size;
    internal long Allocated;
    internal uint Links;
    internal long Mtime;
    internal uint Mode;
    internal uint Uid;
    internal uint Gid;
    internal ulong Device;

    /// <summary>What the entry adds to the digest of its directory.</summary>
    internal readonly UInt128 Digest(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target) =>
        HasAttributes
            ? EntryDigest.Of(name, target, Kind, Kind == EntryKind.Directory ? 0 : Size, Mtime, Mode & 0xfff, ((ulong)Uid << 32) | Gid)
            : EntryDigest.Of(name, default, Kind, 0, 0, 0, 0);

    /// <summary>Adds what du counts here and now: no directory that is listed itself, nothing on another file system if the walk
    /// stays on one, and no node with several links, which counts where a walk would meet it first.</summary>
    /// <param name="onlyDevice">Device that alone counts; 0 if all do.</param>
    internal readonly void AddTo(ref Rollup own, ulong onlyDevice)
    {
        bool isDirectory = Kind == EntryKind.Directory;
        if (!HasAttributes || IsListed || (onlyDevice != 0 && Device != onlyDevice) || (!isDirectory && Links > 1))
        {
            return;
        }

        own.Apparent += Size;
        own.Allocated += Allocated;
        own.Entries++;
        own.Directories += isDirectory ? 1 : 0;
        own.NewestMtime = Math.Max(own.NewestMtime, Mtime);
    }
}
