namespace Fathom.Vault;

/// <summary>Makes a node aside: a directory with a temporary name, that is given its name in one step once it has all its parts.</summary>
internal sealed class NodeBuilder : IDisposable
{
    private readonly VaultTree _tree;
    private readonly IWritableNode _content;
    private readonly uint _mode;
    private bool _isDone;

    private NodeBuilder(VaultTree tree, IWritableNode content, uint mode, IWritableNode node)
    {
        (_tree, _content, _mode, Node) = (tree, content, mode, node);
    }

    /// <summary>The node.</summary>
    internal IWritableNode Node { get; }

    /// <summary>Its temporary name.</summary>
    internal byte[] Name { get; private init; } = [];

    /// <summary>Begins a node.</summary>
    /// <param name="content">The content directory in which it is made; not this one's to dispose of.</param>
    internal static Errno Begin(VaultTree tree, IWritableNode content, out NodeBuilder? builder)
    {
        builder = null;
        Errno errno = Structure.ReadMode(content, out uint mode);
        byte[] name = TemporaryName.Create();
        errno = errno == Errno.None ? content.MakeDirectory(name, mode, out IWritableNode? node) : Structure.None(errno, out node);
        builder = errno == Errno.None ? new NodeBuilder(tree, content, mode, node!) { Name = name } : null;
        return errno;
    }

    /// <summary>Makes a file of the vault's structure.</summary>
    internal Errno Put(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes) => Structure.Put(Node, name, bytes, _mode);

    /// <summary>Makes the file that keeps the whole of a long name; nothing for another one.</summary>
    internal Errno PutName(in NewName name) => name.IsLong ? Put(StoredFiles.LongName, name.Whole) : Errno.None;

    /// <summary>Makes an encrypted file.</summary>
    internal Errno PutEncrypted(ReadOnlySpan<byte> name, ReadOnlySpan<byte> cleartext) => Structure.PutEncrypted(_tree, Node, name, cleartext, _mode);

    /// <summary>Gives the node its name, where that is free.</summary>
    /// <returns>EEXIST where it is not.</returns>
    internal Errno Publish(in NewName name)
    {
        Errno errno = Structure.RenameToFree(_content, Name, _content, name.Stored, isPlain: false);
        _isDone = errno == Errno.None;
        return errno;
    }

    /// <summary>The node has its name: disposing of this leaves it.</summary>
    internal void SetDone() => _isDone = true;

    /// <summary>Removes what did not become a node.</summary>
    public void Dispose()
    {
        Node.Dispose();
        if (!_isDone)
        {
            NodeRemoval.Discard(_content, Name);
        }
    }
}
