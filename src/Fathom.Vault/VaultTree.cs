namespace Fathom.Vault;

/// <summary>A Cryptomator vault of format 8 as a tree of its cleartext, over any tree that has its ciphertext: a local folder, an export of an NFS
/// server. Nothing is mounted. Where the ciphertext is an <see cref="IWritableTree"/>, so is the vault.</summary>
/// <remarks>
/// <para>Names come as they were encrypted, sizes are those of the cleartext. Mode, owner, times and extended attributes are those of the stored
/// file, of a directory's content and of a link's target; the inode is that of the stored node, which a rename keeps. A handle is the id of a directory.</para>
/// <para>What does not authenticate is <see cref="Errno.EBADMSG"/>: an entry whose name does not is listed under its stored name. A
/// directory whose content is missing is <see cref="Errno.ENOENT"/> when it is listed. Directories inside of themselves are
/// <see cref="Errno.ELOOP"/>.</para>
/// <para>A name exists in whatever form it is stored; new ones are stored in form C. A new name that is no UTF-8 is <see cref="Errno.EILSEQ"/>. Only
/// files, directories and links can be made. An exchange of two different kinds where a name is long, and so shortened, is <see cref="Errno.EOPNOTSUPP"/>.
/// A node that is damaged is removed by name with either call. What is interrupted leaves at most the old and the new name of a node, and
/// temporary names that no program lists.</para>
/// </remarks>
public sealed class VaultTree : IWritableTree
{
    /// <summary>Longest handle of a node.</summary>
    internal const int MaxHandleLength = 128;

    private readonly IContentTree _ciphertext;
    private readonly byte[] _rootName;
    private readonly VaultKeys _keys;

    private VaultTree(IContentTree ciphertext, IContentNode top, VaultKeys keys, VaultConfig config, VaultOptions options)
    {
        _ciphertext = ciphertext;
        _rootName = options.RootName.IsEmpty ? ciphertext.RootName.ToArray() : options.RootName.ToArray();
        _keys = keys;
        Config = config;
        Siv = keys.CreateSiv();
        Names = new NameCodec(config.ShorteningThreshold);
        Headers = new FileHeaderCodec(keys, config.Cipher);
        Contents = new ContentDirectories(top, Siv, options.OpenDirectories);
        Lookup = new NameLookup(Names, Conflicts);
        Chunks = new ChunkCache(options.CacheBytes);
        OpenContents = new OpenContents(isShared: ciphertext is IWritableTree);
        IsReadOnly = options.IsReadOnly || ciphertext is not IWritableTree;
        Traits = ciphertext.Traits with
        {
            ComputesContent = true,
            Attributes = (ciphertext.Traits.Attributes | StatMask.Target) & ~StatMask.RawDevice,
            CanFollowLinks = false,
        };
    }

    /// <inheritdoc/>
    public TreeTraits Traits { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> RootName => _rootName;

    /// <summary>How contents are encrypted.</summary>
    public CipherCombo Cipher => Config.Cipher;

    /// <summary>The tree that has the ciphertext: the vault's, to be read while that is open.</summary>
    public IContentTree Ciphertext => _ciphertext;

    /// <summary>Every change is <see cref="Errno.EROFS"/>: the options say so, or the ciphertext cannot be changed.</summary>
    public bool IsReadOnly { get; }

    internal VaultConfig Config { get; }

    internal AesSiv Siv { get; }

    internal NameCodec Names { get; }

    internal FileHeaderCodec Headers { get; }

    internal ContentDirectories Contents { get; }

    internal ConflictNames Conflicts { get; } = new();

    internal NameLookup Lookup { get; }

    internal ChunkCache Chunks { get; }

    internal OpenContents OpenContents { get; }

    /// <summary>Who is at the names of a directory.</summary>
    internal NameLocks Locks { get; } = new();

    /// <summary>Where the directories are that are held.</summary>
    internal HeldDirectories Held { get; } = new();

    /// <summary>What a sync of a directory has to wait for.</summary>
    internal UnsyncedNodes Unsynced { get; } = new();

    /// <summary>Held while a directory moves to another one: what is below what must not change meanwhile.</summary>
    internal Lock Moves { get; } = new();

    internal CipherLayout Layout => Headers.Layout;

    /// <summary>Opens a vault.</summary>
    /// <param name="ciphertext">Its root is the directory that holds <c>vault.cryptomator</c>. Disposed with the vault; stays the caller's
    /// where this throws.</param>
    /// <param name="passwordUtf8">Tried as it is, and then in form C. The caller clears it.</param>
    /// <exception cref="VaultException">There is no vault, it is damaged or not supported, or the password is wrong.</exception>
    /// <exception cref="FathomException">The ciphertext cannot be read.</exception>
    public static VaultTree Open(IContentTree ciphertext, ReadOnlySpan<byte> passwordUtf8, VaultOptions? options = null) =>
        Open(ciphertext, passwordUtf8, options, isRootNeeded: true);

    /// <summary>Opens a vault, also one whose root has no content if <paramref name="isRootNeeded"/> is not set.</summary>
    internal static VaultTree Open(IContentTree ciphertext, ReadOnlySpan<byte> passwordUtf8, VaultOptions? options, bool isRootNeeded)
    {
        ArgumentNullException.ThrowIfNull(ciphertext);
        Errno errno = ciphertext.OpenRoot(out IContentNode? root);
        if (errno != Errno.None)
        {
            throw new FathomException("cannot open the vault", ciphertext.RootName, errno);
        }

        using (root)
        {
            VaultKeys keys = VaultUnlock.Unlock(root!, ciphertext.RootName, passwordUtf8, out VaultConfig config);
            errno = root!.Open(VaultUnlock.ContentDirectory, out IContentNode? top);
            if (errno != Errno.None)
            {
                keys.Dispose();
                throw CannotOpen("d", errno, ciphertext);
            }

            VaultTree tree = new(ciphertext, top!, keys, config, options ?? VaultOptions.Default);
            errno = tree.OpenRoot(out IContentNode? content);
            content?.Dispose();
            if (errno != Errno.None && isRootNeeded)
            {
                string path = System.Text.Encoding.ASCII.GetString(DirectoryId.Root.PathOf(tree.Siv));
                tree.Close();
                throw CannotOpen(path, errno, ciphertext);
            }

            return tree;
        }
    }

    /// <inheritdoc/>
    public Errno ReadRoot(StatMask mask, EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear(null);
        mask &= Traits.Attributes;
        Errno errno = Contents.Open(
            DirectoryId.Root, (mask & ClearAttributes.GivenByStored) | StatMask.Inode, out IContentNode? content, out NodeAttributes attributes);
        using (content)
        {
            if (errno != Errno.None)
            {
                return errno;
            }

            int index = batch.AddName(RootName, EntryKind.Directory, attributes.Inode);
            new EntryColumns(batch, mask).Store(index, ClearAttributes.OfDirectory(in attributes, attributes.Inode));
            batch.Filled = mask;
            return Errno.None;
        }
    }

    /// <inheritdoc/>
    public ITreeReader OpenReader(ReaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new VaultReader(this, options);
    }

    /// <inheritdoc/>
    public Errno OpenRoot(out IContentNode? root)
    {
        Errno errno = Contents.Open(DirectoryId.Root, StatMask.Inode, out IContentNode? content, out NodeAttributes attributes);
        root = errno == Errno.None ? VaultNode.OfDirectory(this, DirectoryId.Root, content!, attributes.Inode, null) : null;
        return errno;
    }

    /// <inheritdoc/>
    public Errno ReadSpace(out TreeSpace space)
    {
        Errno errno = _ciphertext.ReadSpace(out space);
        space = errno == Errno.None ? space with { MaxName = VaultNode.MaxName } : default;
        return errno;
    }

    /// <summary>Forgets the keys and all that was decrypted, and disposes of the ciphertext's tree.</summary>
    public void Dispose()
    {
        Close();
        _ciphertext.Dispose();
    }

    /// <summary>Fetches the attributes of a directory's content; where that is missing, those of its node.</summary>
    internal Errno ReadDirectoryAttributes(DirectoryId id, IContentNode node, StatMask mask, out NodeAttributes attributes)
    {
        Errno errno = Contents.Open(id, mask, out IContentNode? content, out attributes);
        content?.Dispose();

        // Listing it will say so.
        return errno == Errno.ENOENT ? node.ReadAttributes(mask, out attributes) : errno;
    }

    /// <summary>Finds a directory by its name, and reads its id.</summary>
    internal Errno ReadId(DirectoryId parent, ReadOnlySpan<byte> name, out DirectoryId? id)
    {
        id = null;
        Errno errno = Contents.Open(parent, StatMask.None, out IContentNode? content, out _);
        using (content)
        {
            if (errno != Errno.None)
            {
                return errno;
            }

            LookupPlace place = new(this, parent, content!);
            errno = Lookup.Open(in place, name, StatMask.None, out IContentNode? node, out _, out NameKind kind);
            using (node)
            {
                errno = errno == Errno.None ? ResolvedNode.Resolve(node!, kind, StatMask.None, out ResolvedNode resolved) : None(errno, out resolved);
                resolved.Inner?.Dispose();
                id = resolved.Id;
                return errno == Errno.None && id is null ? Errno.ENOTDIR : errno;
            }
        }
    }

    private static Errno None(Errno errno, out ResolvedNode resolved)
    {
        resolved = default;
        return errno;
    }

    private static Exception CannotOpen(string path, Errno errno, IContentTree ciphertext)
    {
        byte[] whole = VaultUnlock.PathOf(ciphertext.RootName, path);
        return errno is Errno.ENOENT or Errno.ENOTDIR
            ? new VaultException(
                VaultErrorKind.Missing, whole, "this directory of the vault does not exist: the vault is not complete, copy it again or restore it from a backup")
            : new FathomException("cannot open", whole, errno);
    }

    private void Close()
    {
        Locks.Dispose();
        Chunks.Dispose();
        Contents.Dispose();
        Headers.Dispose();
        Siv.Dispose();
        _keys.Dispose();
    }
}
