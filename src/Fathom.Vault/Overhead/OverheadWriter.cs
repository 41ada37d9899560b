namespace Fathom.Vault;

/// <summary>One worker's share of the sums.</summary>
internal sealed class OverheadWriter(VaultOverhead sink) : ISinkWriter
{
    // Where a directory is, kept in its row: a folder that only looks like a part of a vault has no part of it inside.
    private const long Elsewhere = 0;
    private const long Root = 1;
    private const long Top = 2;
    private const long Branch = 3;
    private const long Content = 4;
    private const long Node = 5;

    /// <summary>By kind.</summary>
    internal VaultStoredBytes[] Sums { get; } = new VaultStoredBytes[Enum.GetValues<VaultStoredKind>().Length];

    /// <inheritdoc/>
    public WalkAction Enter(DirectoryNode directory)
    {
        directory.Row = directory.Parent is { } parent ? PlaceOf(parent.Row, directory.Name) : Root;
        AddDirectory(directory.Row, directory.OwnSize, directory.OwnAllocated);
        return WalkAction.Continue;
    }

    /// <inheritdoc/>
    public WalkAction Write(EntryBatch batch)
    {
        if (batch.Directory is not { } directory)
        {
            return WalkAction.Continue; // the root, which is entered
        }

        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Descends(i) || batch.Errnos(i) != Errno.None)
            {
                continue;
            }

            if (batch.Kinds[i] == EntryKind.Directory)
            {
                AddDirectory(PlaceOf(directory.Row, batch.Name(i)), batch.Sizes[i], batch.Allocated[i]);
            }
            else if (batch.Links[i] <= 1 || sink.Options.CountLinks || sink.Links.Add(new NodeId(batch.Devices[i], batch.Inodes[i])))
            {
                AddFile(batch, i, directory);
            }
        }

        return WalkAction.Continue;
    }

    /// <inheritdoc/>
    public void Listed(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void Leave(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void WriteError(WalkError error) => sink.WriteError(error);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static long PlaceOf(long parent, ReadOnlySpan<byte> name) => parent switch
    {
        Root when name.SequenceEqual(VaultUnlock.ContentDirectory) => Top,
        Top when name.Length == 2 => Branch,
        Branch when name.Length == DirectoryId.BranchedLength => Content,
        Content when NameCodec.KindOf(name) != NameKind.Foreign => Node,
        _ => Elsewhere,
    };

    private void AddDirectory(long place, long size, long allocated)
    {
        VaultStoredKind kind = place == Content ? VaultStoredKind.Directories : place == Elsewhere ? VaultStoredKind.Others : VaultStoredKind.Folders;
        Add(kind, place == Content ? VaultStoredBytes.OfContent(size, allocated, size) : VaultStoredBytes.OfStructure(size, allocated));
    }

    private void AddFile(EntryBatch batch, int i, DirectoryNode directory)
    {
        long size = batch.Sizes[i];
        VaultStoredKind kind = batch.Kinds[i] == EntryKind.File ? KindOf(directory, batch.Name(i)) : VaultStoredKind.Others;
        bool isContent = kind is VaultStoredKind.Contents or VaultStoredKind.Links;
        Add(
            kind,
            isContent && ContentSize.ToCleartext(sink.Layout, size, out long clearSize) == Errno.None
                ? VaultStoredBytes.OfContent(size, batch.Allocated[i], clearSize)
                : VaultStoredBytes.OfStructure(size, batch.Allocated[i]));
    }

    private VaultStoredKind KindOf(DirectoryNode directory, ReadOnlySpan<byte> name) => directory.Row switch
    {
        Root => sink.KindAtRoot(name),
        Content => name.SequenceEqual(StoredFiles.OwnId) ? VaultStoredKind.OwnIds
            : NameCodec.KindOf(name) == NameKind.Regular ? VaultStoredKind.Contents
            : VaultStoredKind.Others,
        Node => name.SequenceEqual(StoredFiles.DirectoryId) ? VaultStoredKind.DirectoryIds
            : name.SequenceEqual(StoredFiles.Symlink) ? VaultStoredKind.Links
            : name.SequenceEqual(StoredFiles.LongName) ? VaultStoredKind.LongNames
            : name.SequenceEqual(StoredFiles.Contents) && NameCodec.KindOf(directory.Name) == NameKind.Shortened ? VaultStoredKind.Contents
            : VaultStoredKind.Others,
        _ => VaultStoredKind.Others,
    };

    private void Add(VaultStoredKind kind, in VaultStoredBytes bytes) => Sums[(int)kind] = Sums[(int)kind].Plus(in bytes);
}
