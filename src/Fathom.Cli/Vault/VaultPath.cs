namespace Fathom.Cli;

/// <summary>A path in a vault, as typed: names from the root on.</summary>
internal sealed class VaultPath
{
    private VaultPath(byte[] typed, List<byte[]> names) => (Typed, Names) = (typed, names);

    /// <summary>Raw bytes, for messages.</summary>
    internal byte[] Typed { get; }

    /// <summary>Raw bytes of each name; none for the root.</summary>
    internal IReadOnlyList<byte[]> Names { get; }

    internal bool IsRoot => Names.Count == 0;

    /// <summary>The last name; empty for the root.</summary>
    internal byte[] Name => IsRoot ? [] : Names[^1];

    /// <summary>Only a directory can be meant.</summary>
    internal bool MeansDirectory => IsRoot || Typed[^1] == '/';

    /// <summary>Reads a path. Empty names and <c>.</c> mean nothing.</summary>
    /// <exception cref="UsageException">It has <c>..</c>, which would need what links lead to.</exception>
    internal static VaultPath Parse(string typed)
    {
        byte[] path = PathText.ToBytes(typed);
        List<byte[]> names = [];
        foreach (Range range in path.AsSpan().Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = path.AsSpan()[range];
            if (name.SequenceEqual(".."u8))
            {
                throw new UsageException($"{NameEscaper.Quote(typed)} has '..': give a path from the root of the vault");
            }

            if (!name.IsEmpty && !name.SequenceEqual("."u8))
            {
                names.Add(name.ToArray());
            }
        }

        return new VaultPath(path.Length == 0 ? "/"u8.ToArray() : path, names);
    }

    /// <summary>Opens what has this path. No link is followed.</summary>
    /// <param name="node">The caller's; null where the result is an error.</param>
    internal Errno Open(IContentTree tree, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        Errno errno = OpenFirst(tree, Names.Count, mask, out node, out attributes);
        if (errno != Errno.None || node!.Kind == EntryKind.Directory || !MeansDirectory)
        {
            return errno;
        }

        node.Dispose();
        node = null;
        return Errno.ENOTDIR;
    }

    /// <summary>Opens the directory that this path ends in.</summary>
    /// <param name="directory">The caller's; null where the result is an error.</param>
    internal Errno OpenParent(IWritableTree tree, out IWritableNode? directory)
    {
        Errno errno = OpenFirst(tree, Math.Max(Names.Count - 1, 0), StatMask.None, out IContentNode? node, out _);
        if (errno == Errno.None && node!.Kind != EntryKind.Directory)
        {
            node.Dispose();
            node = null;
            errno = Errno.ENOTDIR;
        }

        directory = (IWritableNode?)node;
        return errno;
    }

    private Errno OpenFirst(IContentTree tree, int count, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        attributes = default;
        Errno errno = tree.OpenRoot(out node);
        if (errno == Errno.None && count == 0)
        {
            errno = node!.ReadAttributes(mask, out attributes);
            node = errno == Errno.None ? node : Dispose(node);
        }

        for (int i = 0; i < count && errno == Errno.None; i++)
        {
            IContentNode above = node!;
            errno = above.Open(Names[i], i == count - 1 ? mask : StatMask.None, out node, out attributes);
            above.Dispose();
        }

        return errno;
    }

    private static IContentNode? Dispose(IContentNode node)
    {
        node.Dispose();
        return null;
    }
}
