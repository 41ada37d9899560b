namespace Fathom.Vault;

/// <summary>What is in a stored node that is a directory.</summary>
internal sealed class NodeContent
{
    private const int MaxOthers = 1000;

    private int _others;

    internal bool HasDirectoryId { get; private set; }

    internal bool HasSymlink { get; private set; }

    internal bool HasContents { get; private set; }

    internal bool HasLongName { get; private set; }

    /// <summary>Has <c>dirid.c9r</c>, which belongs into content directories alone.</summary>
    internal bool HasOwnId { get; private set; }

    /// <summary>Names of what is nothing of these; the first of them where there are very many, as in a content directory.</summary>
    internal List<byte[]> Others { get; } = [];

    /// <summary>Things that the node stands for; one, in a sound vault.</summary>
    internal int Count => (HasDirectoryId ? 1 : 0) + (HasSymlink ? 1 : 0) + (HasContents ? 1 : 0);

    /// <summary>Of a content directory: all names but that of its own id.</summary>
    internal int EntryCount => _others + Count + (HasLongName ? 1 : 0);

    /// <summary>Lists a node.</summary>
    internal static Errno Read(IContentNode node, EntryBatch batch, out NodeContent content)
    {
        content = new NodeContent();
        Errno errno = node.OpenListing(StatMask.Kind, out IDirectoryListing? listing);
        using (listing)
        {
            do
            {
                errno = errno == Errno.None ? listing!.Next(batch) : errno;
                for (int i = 0; errno == Errno.None && i < batch.Count; i++)
                {
                    content.Add(batch.Name(i));
                }
            }
            while (errno == Errno.None && batch.Count > 0);
            return errno;
        }
    }

    private void Add(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual(StoredFiles.DirectoryId))
        {
            HasDirectoryId = true;
        }
        else if (name.SequenceEqual(StoredFiles.Symlink))
        {
            HasSymlink = true;
        }
        else if (name.SequenceEqual(StoredFiles.Contents))
        {
            HasContents = true;
        }
        else if (name.SequenceEqual(StoredFiles.LongName))
        {
            HasLongName = true;
        }
        else if (name.SequenceEqual(StoredFiles.OwnId))
        {
            HasOwnId = true;
        }
        else if (_others++ < MaxOthers)
        {
            Others.Add(name.ToArray());
        }
    }
}
