using System.Buffers;

namespace Fathom.Transfer;

/// <summary>Extended attributes of a node, ACLs among them, in the order of their names.</summary>
internal sealed class XattrSet
{
    // Linux takes no longer value (XATTR_SIZE_MAX), and no longer list of names (XATTR_LIST_MAX).
    private const int MaxLength = 65536;

    private const int MaxNames = 1000;

    private readonly List<KeyValuePair<byte[], byte[]>> _all = [];

    private XattrSet()
    {
    }

    /// <summary>There are none.</summary>
    internal static XattrSet Empty { get; } = new();

    /// <summary>Names and values, sorted by name, bytewise.</summary>
    internal IReadOnlyList<KeyValuePair<byte[], byte[]>> All => _all;

    /// <summary>Reads those of a node that a transfer takes.</summary>
    /// <param name="set">Empty where the tree has none, and when the result is an error.</param>
    /// <returns>ERANGE for values above 64 KiB or more than 1000 names.</returns>
    internal static Errno Read(IContentNode node, in XattrScope scope, out XattrSet set)
    {
        set = Empty;
        if (!scope.IsAny)
        {
            return Errno.None;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * MaxLength);
        try
        {
            Span<byte> names = buffer.AsSpan(0, MaxLength);
            Errno errno = node.ListXattrs(names, out int length);
            if (errno != Errno.None || length == 0)
            {
                return errno == Errno.EOPNOTSUPP ? Errno.None : errno;
            }

            XattrSet read = new();
            errno = read.Take(node, in scope, names[..length], buffer.AsSpan(MaxLength, MaxLength));
            set = errno == Errno.None ? read : Empty;
            return errno;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Finds what differs.</summary>
    /// <param name="source">Of what shall be.</param>
    /// <param name="target">Of what is.</param>
    /// <returns><see cref="ItemChanges.Acl"/>, <see cref="ItemChanges.Xattr"/>, both or nothing. ACLs that differ in permission bits alone do not.</returns>
    internal static ItemChanges Diff(XattrSet source, XattrSet target)
    {
        ItemChanges changes = ItemChanges.None;
        Compare(source, target, (name, _, _) => changes |= IsAcl(name) ? ItemChanges.Acl : ItemChanges.Xattr);
        return changes;
    }

    /// <summary>Gives a node what another one has, and takes what that does not have.</summary>
    /// <param name="node">Of the target.</param>
    /// <param name="target">What it has.</param>
    /// <returns>The first error; the others are tried nevertheless.</returns>
    internal Errno GiveTo(IWritableNode node, XattrSet target)
    {
        Errno first = Errno.None;
        Compare(this, target, (name, wanted, _) =>
        {
            Errno errno = wanted is null ? node.RemoveXattr(name) : node.SetXattr(name, wanted, XattrMode.Set);
            first = first != Errno.None || errno == Errno.ENODATA ? first : errno;
        });
        return first;
    }

    private static bool IsAcl(ReadOnlySpan<byte> name) => name.StartsWith("system.posix_acl_"u8);

    // Both are sorted: one pass.
    private static void Compare(XattrSet source, XattrSet target, Action<byte[], byte[]?, byte[]?> differs)
    {
        int left = 0;
        int right = 0;
        while (left < source._all.Count || right < target._all.Count)
        {
            int order = left == source._all.Count ? 1 : right == target._all.Count ? -1 : source._all[left].Key.AsSpan().SequenceCompareTo(target._all[right].Key);
            byte[]? wanted = order <= 0 ? source._all[left].Value : null;
            byte[]? there = order >= 0 ? target._all[right].Value : null;
            byte[] name = order <= 0 ? source._all[left].Key : target._all[right].Key;

            // What rsync keeps for itself with --fake-super is no attribute of the file's.
            wanted = name.AsSpan().StartsWith("user.rsync.%"u8) ? null : wanted;
            if (!IsSame(name, wanted, there))
            {
                differs(name, wanted, there);
            }

            left += order <= 0 ? 1 : 0;
            right += order >= 0 ? 1 : 0;
        }
    }

    private static bool IsSame(byte[] name, byte[]? one, byte[]? other) => name.AsSpan().SequenceEqual(AclValue.AccessName)
        ? AclValue.SameAccess(one, other)
        : (one is null) == (other is null) && one.AsSpan().SequenceEqual(other);

    private Errno Take(IContentNode node, in XattrScope scope, ReadOnlySpan<byte> names, Span<byte> value)
    {
        while (!names.IsEmpty)
        {
            int end = names.IndexOf((byte)0);
            ReadOnlySpan<byte> name = end < 0 ? names : names[..end];
            names = end < 0 ? [] : names[(end + 1)..];
            if (!scope.Has(name))
            {
                continue;
            }

            Errno errno = node.ReadXattr(name, value, out int length);
            if (errno == Errno.None && _all.Count == MaxNames)
            {
                errno = Errno.ERANGE;
            }

            if (errno == Errno.None)
            {
                _all.Add(new KeyValuePair<byte[], byte[]>(name.ToArray(), value[..length].ToArray()));
            }
            else if (errno is not (Errno.ENODATA or Errno.EOPNOTSUPP))
            {
                // Not one that was removed since the names were listed.
                return errno;
            }
        }

        _all.Sort(static (one, other) => one.Key.AsSpan().SequenceCompareTo(other.Key));
        return Errno.None;
    }
}
