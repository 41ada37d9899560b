using System.Runtime.InteropServices;

namespace Fathom.Index;

/// <summary>Drops the names that are stored already of directories that an interrupted scan was listing: each entry is
/// stored once, without any promise of the file system about where a listing goes on.</summary>
/// <remarks>Filled by one thread, then used by all readers. Names are kept as 128-bit digests under a secret of this process, so a directory
/// with ten million names takes some 400 MB and no chosen name can make another one vanish.</remarks>
internal sealed class KnownNames : IEntryFilter
{
    private readonly Dictionary<long, HashSet<UInt128>> _directories = [];
    private readonly long _secret = BitConverter.ToInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(sizeof(long)));

    internal bool IsEmpty => _directories.Count == 0;

    internal void Add(long directory, ReadOnlySpan<byte> name)
    {
        ref HashSet<UInt128>? names = ref CollectionsMarshal.GetValueRefOrAddDefault(_directories, directory, out _);
        names ??= [];
        names.Add(Key(name));
    }

    /// <inheritdoc/>
    public void Apply(EntryBatch batch)
    {
        if (batch.Directory is null || !_directories.TryGetValue(batch.Directory.Row, out HashSet<UInt128>? names))
        {
            return;
        }

        bool[] dropped = new bool[batch.Count];
        bool isAny = false;
        for (int i = 0; i < dropped.Length; i++)
        {
            dropped[i] = names.Contains(Key(batch.Name(i)));
            isAny |= dropped[i];
        }

        if (isAny)
        {
            batch.Drop(dropped);
        }
    }

    private UInt128 Key(ReadOnlySpan<byte> name) => EntryDigest.Of(name, default, EntryKind.Unknown, _secret, ~_secret, 0, 0);
}
