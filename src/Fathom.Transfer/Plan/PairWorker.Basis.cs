namespace Fathom.Transfer;

/// <content>Basis directories: files that another tree may have already.</content>
internal sealed partial class PairWorker
{
    /// <summary>How well a name of a basis fits.</summary>
    private enum BasisFit
    {
        /// <summary>The basis has no such name, or another type.</summary>
        None,

        /// <summary>The same type with other content.</summary>
        Type,

        /// <summary>The same content with other attributes.</summary>
        Content,

        /// <summary>Nothing differs.</summary>
        All,
    }

    private void OpenBasis()
    {
        IReadOnlyList<IContentTree> trees = _context.Request.Basis;
        _pair.Basis = new IContentNode?[trees.Count];
        for (int i = 0; i < trees.Count; i++)
        {
            IContentNode? node = null;
            Errno errno = _pair.Parent is null ? trees[i].OpenRoot(out node)
                : _pair.Parent.Basis?[i] is { } parent ? parent.Open(_pair.Name.Span, out node)
                : Errno.ENOENT;
            if (errno is not (Errno.None or Errno.ENOENT or Errno.ENOTDIR))
            {
                Fail(TransferAction.Open, isSource: false, _pair.Path, errno);
            }

            _pair.Basis[i] = node;
        }
    }

    /// <summary>Looks for a file in the bases.</summary>
    /// <param name="isThere">The target has a file of the name.</param>
    /// <returns>The step was made, or none is needed.</returns>
    private bool TryBasisFile(int index, in EntryRow row, bool isThere, in EntryRow target)
    {
        if (isThere && _options.Basis == BasisKind.Copy)
        {
            return false;
        }

        BasisFit fit = FindBasis(index, in row, out int basis, out EntryRow found);
        if (fit == BasisFit.All && _options.Basis != BasisKind.Copy)
        {
            bool isLinked = isThere && found.Inode == target.Inode && found.Device == target.Device;
            return !(isThere && _options.Basis == BasisKind.Link && isLinked) && AddBasisMatch(index, in row, basis, in found, in target);
        }

        if (isThere || fit == BasisFit.None)
        {
            return false;
        }

        ItemChanges checksum = _options.Checksum ? ItemChanges.Content : ItemChanges.None;
        ItemChanges known = fit == BasisFit.Type ? ItemChanges.Transfer | checksum : ItemChanges.Local;
        Add(index, StepKind.CopyFile, in row, CompareBasis(index, in row, basis, in found, known), row.IsMatched, in target, basis);
        return true;
    }

    /// <summary>Looks for a link or special file in the bases, where the target has nothing of the name.</summary>
    private bool TryBasisOther(int index, in EntryRow row)
    {
        BasisFit fit = FindBasis(index, in row, out int basis, out EntryRow found);
        if (fit == BasisFit.None)
        {
            return false;
        }

        StepKind kind = row.Kind == EntryKind.Symlink ? StepKind.MakeSymlink : StepKind.MakeSpecial;
        if (fit < BasisFit.All)
        {
            ItemChanges changes = CompareBasis(index, in row, basis, in found, ItemChanges.Local | ItemChanges.Content);
            Add(index, kind, in row, changes, exists: false, default, basis);
            return true;
        }

        if (_options.Basis == BasisKind.Copy)
        {
            Add(index, kind, in row, ItemChanges.Local | ItemChanges.Matched, exists: false, default, basis);
            return true;
        }

        return AddBasisMatch(index, in row, basis, in found, default);
    }

    private bool AddBasisMatch(int index, in EntryRow row, int basis, in EntryRow found, in EntryRow target)
    {
        if (_options.Basis == BasisKind.Link)
        {
            byte[] path = _pair.PathOf(_source.Name(index));
            _result.Steps.Add(MakeStep(
                index, StepKind.HardLink, in row, ItemChanges.Local | ItemChanges.HardLink | ItemChanges.Matched, row.IsMatched, in target, path, basis, new NodeId(found.Device, found.Inode)));
        }
        else if (row.IsMatched)
        {
            // The name goes, also one of another type: what the basis has does not stand in the target.
            _result.Steps.Add(MakeStep(
                index, StepKind.Delete, in row, ItemChanges.Matched, row.IsMatched, in target, _pair.PathOf(_source.Name(index)), basis));
        }
        else if (_context.TellsUnchanged)
        {
            Add(index, StepKind.Keep, in row, CompareBasis(index, in row, basis, in found, ItemChanges.Matched), exists: false, default, basis);
        }

        return true;
    }

    private ItemChanges BasisDirectoryChanges(int index, in EntryRow row, out int basis)
    {
        BasisFit fit = FindBasis(index, in row, out basis, out EntryRow found);
        return fit switch
        {
            BasisFit.None => ItemChanges.New | ItemChanges.Local,
            BasisFit.All => ItemChanges.Local | ItemChanges.Matched,
            _ => CompareBasis(index, in row, basis, in found, ItemChanges.Local),
        };
    }

    private BasisFit FindBasis(int index, in EntryRow row, out int basis, out EntryRow found)
    {
        basis = -1;
        found = default;
        BasisFit best = BasisFit.None;
        for (int i = 0; i < _pair.Basis!.Length && best < BasisFit.All; i++)
        {
            BasisFit fit = FitOf(index, in row, i, out EntryRow candidate);
            if (fit > best)
            {
                (best, basis, found) = (fit, i, candidate);
            }
        }

        return best;
    }

    private BasisFit FitOf(int index, in EntryRow row, int basis, out EntryRow candidate)
    {
        candidate = default;
        if (_pair.Basis![basis] is not { } directory)
        {
            return BasisFit.None;
        }

        ReadOnlySpan<byte> name = _source.Name(index);
        Errno errno = directory.Open(name, _context.Mask, out IContentNode? node, out NodeAttributes attributes);
        using (node)
        {
            if (errno != Errno.None || !IsSameType(row.Kind, attributes.Kind))
            {
                return BasisFit.None;
            }

            candidate.Take(in attributes);
            bool isEqual = row.Kind switch
            {
                EntryKind.File => row.Size == candidate.Size
                    && (_options.Checksum ? IsContentEqual(name, directory, row.IsFollowed) : _comparer.IsProbablyEqual(in row, in candidate)),
                EntryKind.Symlink => node!.ReadTarget(out byte[] link) == Errno.None && _source.Target(index).SequenceEqual(link),
                EntryKind.CharacterDevice or EntryKind.BlockDevice => row.RawDevice == candidate.RawDevice,
                _ => row.Kind == candidate.Kind,
            };
            if (!isEqual)
            {
                return BasisFit.Type;
            }
        }

        bool differs = (CompareBasis(index, in row, basis, in candidate, ItemChanges.None) & EntryComparer.Attributes) != 0;
        return differs ? BasisFit.Content : BasisFit.All;
    }

    private ItemChanges CompareBasis(int index, in EntryRow row, int basis, in EntryRow found, ItemChanges known)
    {
        known = Compare(in row, in found, known);
        return _context.Xattrs.IsAny ? known | CompareXattrs(_source.Name(index), row.IsFollowed, _pair.Basis![basis]!) : known;
    }

    // A pipe and a socket are one type to rsync, and two kinds of device too.
    private static bool IsSameType(EntryKind one, EntryKind other) => one == other
        || (one is EntryKind.Fifo or EntryKind.Socket && other is EntryKind.Fifo or EntryKind.Socket)
        || (one is EntryKind.CharacterDevice or EntryKind.BlockDevice && other is EntryKind.CharacterDevice or EntryKind.BlockDevice);
}
