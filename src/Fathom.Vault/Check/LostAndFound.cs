using System.Buffers;

namespace Fathom.Vault;

/// <summary>The directory <c>LOST+FOUND</c> in the root of a vault, which receives what no name leads to. Made when it is first needed.</summary>
internal sealed class LostAndFound(CheckRun run)
{
    private const int MaxTries = 1000;

    private static readonly SearchValues<byte> s_plain =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"u8);

    private CheckedDirectory? _directory;
    private DirectoryId? _id;

    private static ReadOnlySpan<byte> Name => "LOST+FOUND"u8;

    /// <summary>Where what is found is, for paths: it need not exist yet.</summary>
    internal CheckedDirectory Directory => _directory ??= new CheckedDirectory(run.Root, Name.ToArray(), DirectoryId.Create());

    /// <summary>The name for the content of a directory: its id, as far as that can be a name.</summary>
    internal static byte[] NameOf(DirectoryId id, AesSiv siv)
    {
        bool isPlain = id.Bytes.Length is > 0 and <= 64
            && id.Bytes.IndexOfAnyExcept(s_plain) < 0;
        return isPlain ? id.Bytes.ToArray() : ContentHash.Of(id, siv).ToPath()[5..];
    }

    /// <summary>Gives a name to a directory whose content exists.</summary>
    internal Errno Attach(ReadOnlySpan<byte> name, DirectoryId id) => Store(name, (content, stored) => VaultRepair.MakeNode(content, stored, id));

    /// <summary>Moves a stored node or file here.</summary>
    internal Errno Move(IContentNode from, byte[] storedName, ReadOnlySpan<byte> name) =>
        Store(name, (content, stored) => VaultRepair.Rename(from, storedName, content, stored));

    // Under another name where this one is taken.
    private Errno Store(ReadOnlySpan<byte> name, Func<IContentNode, byte[], Errno> store)
    {
        Errno errno = Find();
        errno = errno == Errno.None ? run.Tree.Contents.Open(_id!, StatMask.None, out IContentNode? content, out _) : Structure.None(errno, out content);
        using (content)
        {
            for (int i = 0; errno == Errno.None; i++)
            {
                byte[] tried = i == 0 ? name.ToArray() : [.. name, .. System.Text.Encoding.ASCII.GetBytes($" ({i})")];
                errno = StoredName(_id!, tried, out byte[] stored);
                errno = errno == Errno.None ? store(content!, stored) : errno;
                if (errno != Errno.EEXIST || i == MaxTries)
                {
                    return errno;
                }

                errno = Errno.None;
            }

            return errno;
        }
    }

    private Errno Find()
    {
        if (_id is not null)
        {
            return Errno.None;
        }

        Errno errno = run.Tree.ReadId(DirectoryId.Root, Name, out _id);
        return errno == Errno.ENOENT ? Make() : errno;
    }

    // Content first: there is no moment at which the name leads to nothing.
    private Errno Make()
    {
        Errno errno = run.Tree.Contents.Open(DirectoryId.Root, StatMask.None, out IContentNode? root, out _);
        using (root)
        {
            errno = errno == Errno.None ? StoredName(DirectoryId.Root, Name, out byte[] stored) : Fail(errno, out stored);
            DirectoryId id = DirectoryId.Create();
            errno = errno == Errno.None ? run.Repair.MakeContent(id) : errno;
            errno = errno == Errno.None ? VaultRepair.MakeNode(root!, stored, id) : errno;
            _id = errno == Errno.None ? id : null;
            return errno;
        }
    }

    private Errno StoredName(DirectoryId directory, ReadOnlySpan<byte> name, out byte[] stored)
    {
        byte[] room = new byte[NameCodec.MaxStoredLength];
        SivDirectory siv = run.Tree.Siv.PrepareDirectory(directory.Bytes);
        Errno errno = run.Tree.Names.Encrypt(in siv, name, room, out int length);
        stored = room[..length];
        return errno;
    }

    private static Errno Fail(Errno errno, out byte[] bytes)
    {
        bytes = [];
        return errno;
    }
}
