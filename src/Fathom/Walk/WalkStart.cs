using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>Where a walk begins instead of at the root: directories that an earlier walk had found, to be listed now.</summary>
/// <remarks>Each directory hangs below another one by its name, up to the root, so that paths can be built and nothing is resolved by an
/// absolute path. One that is only on the way is neither entered, listed nor left. Not thread-safe; several walks may use one, one after
/// the other. About 64 bytes a directory, names and handles aside.</remarks>
public sealed class WalkStart
{
    private const int MaxHandle = 128;

    private readonly List<WalkStartRecord> _records;
    private readonly ByteArena _bytes = new();

    /// <summary>Makes a start at which nothing is to be listed yet.</summary>
    /// <param name="rootRow">The row of the root, which directories right below it have as their parent's.</param>
    public WalkStart(long rootRow = 0) => _records = [new WalkStartRecord { Row = rootRow }];

    /// <summary>Directories, the root included, whether they are to be listed or are on the way.</summary>
    public int Count => _records.Count;

    /// <summary>Directories to be listed.</summary>
    public int Listed { get; private set; }

    internal ReadOnlySpan<WalkStartRecord> Records => CollectionsMarshal.AsSpan(_records);

    /// <summary>Asks that the root itself is listed. Otherwise it is only on the way.</summary>
    public void ListRoot()
    {
        ref WalkStartRecord root = ref CollectionsMarshal.AsSpan(_records)[0];
        Listed += root.IsListed ? 0 : 1;
        root = root with { IsListed = true };
    }

    /// <summary>Adds a directory.</summary>
    /// <param name="parent">Index of the directory that holds it; 0 is the root.</param>
    /// <param name="name">Raw bytes of its name there; copied.</param>
    /// <param name="handle">Reopens it in trees that have handles, and empty in others; copied.</param>
    /// <param name="id">Device and inode, if they are known: a tree that comes through this directory to one below it notices when another
    /// one stands in its place.</param>
    /// <param name="row">The row that its node has.</param>
    /// <param name="isListed">To be listed, not only on the way to others.</param>
    /// <param name="ordinal">Its position in the listing of its parent, for sinks that order by it (<see cref="LinkOrder"/>).</param>
    /// <returns>Its index.</returns>
    /// <exception cref="ArgumentException">The parent was not added before, or the name could lead elsewhere: it is empty, "." or "..",
    /// or has a '/' or a NUL.</exception>
    public int Add(int parent, ReadOnlySpan<byte> name, NodeHandle handle, NodeId id, long row, bool isListed, long ordinal = 0)
    {
        if ((uint)parent >= (uint)_records.Count)
        {
            throw new ArgumentException("A directory is added after the one that holds it.", nameof(parent));
        }

        if (EntryName.Check(name) != Errno.None)
        {
            throw new ArgumentException("A name is not empty, \".\" or \"..\", and has no '/' and no NUL.", nameof(name));
        }

        if (handle.Bytes.Length > MaxHandle)
        {
            throw new ArgumentException($"A handle has {MaxHandle} bytes at most.", nameof(handle));
        }

        WalkStartRecord record = new()
        {
            Parent = parent,
            Depth = _records[parent].Depth + 1,
            Name = _bytes.Append(name),
            NameLength = name.Length,
            Handle = handle.IsEmpty ? 0 : _bytes.Append(handle.Bytes),
            HandleLength = (byte)handle.Bytes.Length,
            Id = id,
            Row = row,
            Ordinal = ordinal,
            IsListed = isListed,
        };
        _records.Add(record);
        Listed += isListed ? 1 : 0;
        return _records.Count - 1;
    }

    internal ReadOnlySpan<byte> Name(in WalkStartRecord record) => _bytes.Get(record.Name, record.NameLength);

    internal NodeHandle Handle(in WalkStartRecord record) =>
        new(record.HandleLength == 0 ? default : _bytes.Get(record.Handle, record.HandleLength));
}
