namespace Fathom.Vault;

/// <summary>Checks the content of one directory: its own id, and every name in it.</summary>
internal sealed class DirectoryCheck(CheckRun run)
{
    private readonly EntryBatch _batch = new();
    private readonly byte[] _name = new byte[NameCodec.MaxStoredLength];
    private readonly NodeCheck _nodes = new(run);
    private readonly OwnIdCheck _ownIds = new(run);
    private readonly List<(byte[] Stored, byte[] Name)> _conflicts = [];

    /// <summary>Checks a directory, and has those in it checked later.</summary>
    internal void Check(CheckedDirectory directory)
    {
        Errno errno = run.Tree.Contents.Open(directory.Id, StatMask.None, out IContentNode? content, out _);
        using (content)
        {
            if (errno != Errno.None)
            {
                AddMissing(directory, errno);
                run.Flush();
                return;
            }

            run.Count(CheckCount.Directories);
            CheckedPlace place = new(run, directory, content!);
            _conflicts.Clear();
            CheckEntries(place);
            _ownIds.Check(place);

            // Now that all others are known: a conflict that leads to the same directory as the name itself is only a copy of it.
            foreach ((byte[] stored, byte[] name) in _conflicts)
            {
                CheckConflict(place, stored, name);
            }

            run.Flush();
        }
    }

    private void AddMissing(CheckedDirectory directory, Errno errno)
    {
        bool isMissing = errno == Errno.ENOENT;
        run.IsIncomplete |= !isMissing;
        DirectoryId id = directory.Id;
        run.Add(
            new VaultFinding
            {
                Kind = isMissing ? VaultFindingKind.MissingContent : VaultFindingKind.Unreadable,
                Severity = VaultFindingSeverity.Error,
                StoredPath = directory.StoredPath(run.Tree.Siv),
                ClearPath = directory.ClearPath([]),
                Detail = isMissing
                    ? "the content of this directory does not exist: it was not copied, or was deleted; look for it in a backup before you repair"
                    : $"the content of this directory cannot be opened: {errno.Describe()}",
                Repair = isMissing ? "make it an empty directory" : string.Empty,
            },
            isMissing ? () => run.Repair.MakeContent(id) : null);
    }

    private void CheckEntries(CheckedPlace place)
    {
        Errno errno = place.Content.OpenListing(StatMask.Kind | StatMask.Size, out IDirectoryListing? listing);
        using (listing)
        {
            while (errno == Errno.None)
            {
                run.Cancellation.ThrowIfCancellationRequested();
                errno = listing!.Next(_batch);
                for (int i = 0; i < _batch.Count; i++)
                {
                    CheckEntry(place, i);
                }

                if (_batch.Count == 0)
                {
                    break;
                }
            }
        }

        if (errno != Errno.None)
        {
            place.AddUnreadable([], [], errno);
        }
    }

    private void CheckEntry(CheckedPlace place, int index)
    {
        ReadOnlySpan<byte> stored = _batch.Name(index);
        if (stored.SequenceEqual(StoredFiles.OwnId))
        {
            return;
        }

        if (TemporaryName.Is(stored))
        {
            run.Push(new Leftover(place.Directory, stored.ToArray()));
            return;
        }

        switch (NameCodec.KindOf(stored))
        {
            case NameKind.Regular:
                CheckRegular(place, index, stored);
                break;
            case NameKind.Shortened:
                run.Count(CheckCount.LongNames);
                CheckNode(place, index, stored, NameKind.Shortened, null);
                break;
            default:
                place.Add(VaultFindingKind.ForeignFile, VaultFindingSeverity.Information, stored, null, "this is no part of a vault, and no program for vaults shows it");
                break;
        }
    }

    private void CheckRegular(CheckedPlace place, int index, ReadOnlySpan<byte> stored)
    {
        SivDirectory siv = place.Lookup.Siv;
        if (run.Tree.Names.Decrypt(in siv, stored, _name, out int length) == Errno.None)
        {
            CheckNode(place, index, stored, NameKind.Regular, _name.AsSpan(0, length).ToArray());
        }
        else if (ConflictName.TryFind(run.Tree.Names, in siv, stored, _name, out length, out _))
        {
            _conflicts.Add((stored.ToArray(), _name.AsSpan(0, length).ToArray()));
        }
        else
        {
            place.Add(
                VaultFindingKind.UnreadableName, VaultFindingSeverity.Error, stored, null,
                "this name does not authenticate in this directory: it was changed, or moved here from another directory or vault");
        }
    }

    private void CheckConflict(CheckedPlace place, byte[] stored, byte[] name)
    {
        place.Add(
            VaultFindingKind.ConflictFile, VaultFindingSeverity.Information, stored, name,
            "a program for synchronisation renamed this when two machines had changed it: compare it with the other one, and remove one of them");
        Errno errno = place.Content.Open(stored, StatMask.Kind | StatMask.Size, out IContentNode? node, out NodeAttributes attributes);
        using (node)
        {
            if (errno != Errno.None)
            {
                place.AddUnreadable(stored, name, errno);
                return;
            }

            _nodes.Check(place, new CheckedNode(node!, stored, NameKind.Regular, name) { Size = attributes.Size, IsConflict = true });
        }
    }

    private void CheckNode(CheckedPlace place, int index, ReadOnlySpan<byte> stored, NameKind kind, byte[]? name)
    {
        Errno errno = place.Content.Open(_batch, index, out IContentNode? node);
        using (node)
        {
            if (errno == Errno.ENOENT)
            {
                // Somebody removed it meanwhile.
                return;
            }

            if (errno != Errno.None)
            {
                place.AddUnreadable(stored, name, errno);
                return;
            }

            bool hasSize = (_batch.Filled & StatMask.Size) != 0 && _batch.Errnos(index) == Errno.None;
            _nodes.Check(place, new CheckedNode(node!, stored.ToArray(), kind, name) { Size = hasSize ? _batch.Sizes[index] : -1 });
        }
    }
}
