
namespace Fathom.Index;

/// <summary>A directory that was found and is to be listed: what a resumed scan needs to go there.</summary>
internal struct FoundDirectory
{
    internal long DirId;
    internal long ParentId;
    internal int Root;
    internal NodeId Id;

    /// <summary>Position in the listing of its parent.</summary>
    internal long Ordinal;

    /// <summary>What du counts for the directory itself.</summary>
    internal Rollup Own;

    /// <summary>Where its name and then its handle stand, in the list of bytes that belongs to it.</summary>
    internal int Offset;
    internal int NameLength;
    internal int HandleLength;

    /// <summary>Reads a row whose <see cref="EntryColumn.SubdirId"/> is valid.</summary>
    internal static unsafe FoundDirectory Read(RowBlock block, int row, ByteList bytes)
    {
        EntryColumn exact = block.HasValid[(int)EntryColumn.NameRaw] && block.IsValid(EntryColumn.NameRaw, row)
            ? EntryColumn.NameRaw
            : EntryColumn.Name;
        ReadOnlySpan<byte> text = DuckString.BytesOf((DuckString*)block.Data(exact) + row);
        int offset = bytes.Append(text);
        (int handle, int handleLength) = block.Handles[row];
        bytes.Append(new ReadOnlySpan<byte>(block.Arena + handle, handleLength));
        return new FoundDirectory
        {
            DirId = Long(EntryColumn.SubdirId),
            ParentId = Long(EntryColumn.DirId),
            Root = block.Root,
            Id = new NodeId((ulong)Long(EntryColumn.Device), (ulong)Long(EntryColumn.Inode)),
            Ordinal = block.Ordinals[row],
            Own = new Rollup
            {
                Apparent = Long(EntryColumn.Size),
                Allocated = Long(EntryColumn.Allocated),
                NewestMtime = Long(EntryColumn.Mtime),
                Entries = 1,
                Directories = 1,
            },
            Offset = offset,
            NameLength = text.Length,
            HandleLength = handleLength,
        };

        long Long(EntryColumn column) => ((long*)block.Data(column))[row];
    }
}
