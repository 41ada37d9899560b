namespace Fathom.Vault;

/// <summary>A directory of the cleartext that is to be checked. It knows its path only by those that it lies in, which live as long as it does.</summary>
internal sealed class CheckedDirectory(CheckedDirectory? parent, byte[] name, DirectoryId id)
{
    /// <summary>Its id.</summary>
    internal DirectoryId Id => id;

    /// <summary>Where its content is, relative to the vault.</summary>
    internal byte[] StoredPath(AesSiv siv) => id.PathOf(siv);

    /// <summary>An id is this one's, or of a directory that it lies in.</summary>
    internal bool IsIn(DirectoryId other)
    {
        for (CheckedDirectory? directory = this; directory is not null; directory = directory.Parent)
        {
            if (directory.Id.Equals(other))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The path of an entry, or of the directory itself.</summary>
    /// <param name="entry">Empty for the directory.</param>
    internal byte[] ClearPath(ReadOnlySpan<byte> entry)
    {
        List<byte[]> names = entry.IsEmpty ? [] : [entry.ToArray()];
        for (CheckedDirectory? directory = this; directory?.Parent is not null; directory = directory.Parent)
        {
            names.Add(directory.Name);
        }

        List<byte> path = [];
        for (int i = names.Count - 1; i >= 0; i--)
        {
            path.Add((byte)'/');
            path.AddRange(names[i]);
        }

        return path.Count == 0 ? [(byte)'/'] : [.. path];
    }

    private CheckedDirectory? Parent => parent;

    private byte[] Name => name;
}
