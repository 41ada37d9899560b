using System.Security.Cryptography;

namespace Fathom.Nfs;

// Names in directories.
public sealed partial class NfsClient
{
    /// <summary>Finds a name in a directory (LOOKUP).</summary>
    /// <param name="name">Raw bytes; one component, without '/'.</param>
    public Errno Lookup(in NfsFileHandle directory, ReadOnlySpan<byte> name, out NfsNode node, CancellationToken cancellation = default)
    {
        node = default;
        if (!IsName(name))
        {
            return Errno.ENAMETOOLONG;
        }

        using NfsCall call = Call(cancellation);
        LookupArgs.Encode(call.Begin(Nfs3.Lookup), Bytes(in directory), name);
        Errno errno = call.Send(out XdrReader result);
        if (errno == Errno.None)
        {
            errno = LookupResult.Decode(ref result, out LookupResult found);
            node = errno == Errno.None
                ? new NfsNode(new NfsFileHandle(found.Handle), found.HasAttributes ? found.Attributes : null)
                : default;
        }

        return errno;
    }

    /// <summary>Finds a path, with a LOOKUP for each component. Symbolic links are not followed.</summary>
    /// <param name="directory">Where the path begins.</param>
    /// <param name="path">Raw bytes; empty and '.' components count as nothing.</param>
    public Errno LookupPath(in NfsFileHandle directory, ReadOnlySpan<byte> path, out NfsNode node, CancellationToken cancellation = default)
    {
        node = new NfsNode(directory, null);
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = path[range];
            if (name.IsEmpty || name.SequenceEqual("."u8))
            {
                continue;
            }

            Errno errno = Lookup(node.Handle, name, out node, cancellation);
            if (errno != Errno.None)
            {
                return errno;
            }
        }

        return Errno.None;
    }

    /// <summary>Makes a file (CREATE).</summary>
    /// <param name="attributes">Of the new file; null for what the server chooses.</param>
    public Errno Create(
        in NfsFileHandle directory,
        ReadOnlySpan<byte> name,
        NfsCreateMode mode,
        NfsAttributeChange? attributes,
        out NfsNode node,
        CancellationToken cancellation = default)
    {
        attributes ??= NfsAttributeChange.None;
        node = default;
        if (!IsName(name))
        {
            return Errno.ENAMETOOLONG;
        }

        if (mode != NfsCreateMode.Exclusive)
        {
            Errno errno;
            using (NfsCall call = Call(cancellation))
            {
                CreateArgs.Encode(call.Begin(Nfs3.Create), Bytes(in directory), name, mode, attributes);
                errno = Created(call.Send(out XdrReader result), ref result, out node);
            }

            return errno == Errno.None ? Named(in directory, name, ref node, cancellation) : errno;
        }

        Errno made = CreateExclusive(in directory, name, out node, cancellation);
        if (made != Errno.None || attributes == NfsAttributeChange.None)
        {
            return made;
        }

        // The server keeps the verifier in the attributes until they are set.
        node = node with { Attributes = null };
        return SetAttributes(node.Handle, attributes, cancellation);
    }

    /// <summary>Makes a directory (MKDIR).</summary>
    /// <param name="attributes">Of the new directory; null for what the server chooses.</param>
    public Errno MakeDirectory(
        in NfsFileHandle directory,
        ReadOnlySpan<byte> name,
        NfsAttributeChange? attributes,
        out NfsNode node,
        CancellationToken cancellation = default)
    {
        node = default;
        if (!IsName(name))
        {
            return Errno.ENAMETOOLONG;
        }

        Errno errno;
        using (NfsCall call = Call(cancellation))
        {
            CreateArgs.EncodeDirectory(call.Begin(Nfs3.MkDir), Bytes(in directory), name, attributes ?? NfsAttributeChange.None);
            errno = Created(call.Send(out XdrReader result), ref result, out node);
        }

        return errno == Errno.None ? Named(in directory, name, ref node, cancellation) : errno;
    }

    /// <summary>Makes a symbolic link (SYMLINK).</summary>
    /// <param name="target">Where it leads to; raw bytes.</param>
    public Errno MakeSymlink(
        in NfsFileHandle directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, out NfsNode node, CancellationToken cancellation = default)
    {
        node = default;
        if (!IsName(name))
        {
            return Errno.ENAMETOOLONG;
        }

        Errno errno;
        using (NfsCall call = Call(cancellation))
        {
            CreateArgs.EncodeSymlink(call.Begin(Nfs3.SymLink), Bytes(in directory), name, target, NfsAttributeChange.None);
            errno = Created(call.Send(out XdrReader result), ref result, out node);
        }

        return errno == Errno.None ? Named(in directory, name, ref node, cancellation) : errno;
    }

    /// <summary>Makes a pipe, a socket or a device (MKNOD).</summary>
    /// <param name="special">Its kind, and its number if it is a device.</param>
    /// <param name="attributes">Of the new node; null for what the server chooses.</param>
    public Errno MakeSpecial(
        in NfsFileHandle directory,
        ReadOnlySpan<byte> name,
        NfsSpecial special,
        NfsAttributeChange? attributes,
        out NfsNode node,
        CancellationToken cancellation = default)
    {
        node = default;
        if (!IsName(name))
        {
            return Errno.ENAMETOOLONG;
        }

        Errno errno;
        using (NfsCall call = Call(cancellation))
        {
            CreateArgs.EncodeSpecial(call.Begin(Nfs3.MkNod), Bytes(in directory), name, special, attributes ?? NfsAttributeChange.None);
            errno = Created(call.Send(out XdrReader result), ref result, out node);
        }

        return errno == Errno.None ? Named(in directory, name, ref node, cancellation) : errno;
    }

    /// <summary>Gives a node a further name (LINK).</summary>
    public Errno Link(in NfsFileHandle node, in NfsFileHandle directory, ReadOnlySpan<byte> name, CancellationToken cancellation = default)
    {
        if (!IsName(name))
        {
            return Errno.ENAMETOOLONG;
        }

        using NfsCall call = Call(cancellation);
        RenameArgs.EncodeLink(call.Begin(Nfs3.Link), Bytes(in node), Bytes(in directory), name);
        Errno errno = call.Send(out XdrReader result);
        return errno != Errno.None ? errno : RenameArgs.DecodeLinkResult(ref result);
    }

    /// <summary>Removes a name that is no directory (REMOVE).</summary>
    public Errno Remove(in NfsFileHandle directory, ReadOnlySpan<byte> name, CancellationToken cancellation = default) =>
        Remove(Nfs3.Remove, in directory, name, cancellation);

    /// <summary>Removes an empty directory (RMDIR).</summary>
    public Errno RemoveDirectory(in NfsFileHandle directory, ReadOnlySpan<byte> name, CancellationToken cancellation = default) =>
        Remove(Nfs3.RmDir, in directory, name, cancellation);

    /// <summary>Gives a node another name, in place of what has that name (RENAME).</summary>
    public Errno Rename(
        in NfsFileHandle directory,
        ReadOnlySpan<byte> name,
        in NfsFileHandle newDirectory,
        ReadOnlySpan<byte> newName,
        CancellationToken cancellation = default)
    {
        if (!IsName(name) || !IsName(newName))
        {
            return Errno.ENAMETOOLONG;
        }

        using NfsCall call = Call(cancellation);
        RenameArgs.Encode(call.Begin(Nfs3.Rename), Bytes(in directory), name, Bytes(in newDirectory), newName);
        Errno errno = call.Send(out XdrReader result);
        return errno != Errno.None ? errno : RenameArgs.DecodeResult(ref result);
    }

    private Errno CreateExclusive(in NfsFileHandle directory, ReadOnlySpan<byte> name, out NfsNode node, CancellationToken cancellation)
    {
        // No other call of any client may have the same one, and one that is sent again must.
        Span<byte> verifier = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(verifier);
        Errno errno;
        using (NfsCall call = Call(cancellation))
        {
            CreateArgs.EncodeExclusive(call.Begin(Nfs3.Create), Bytes(in directory), name, BitConverter.ToUInt64(verifier));
            errno = Created(call.Send(out XdrReader result), ref result, out node);
        }

        return errno == Errno.None ? Named(in directory, name, ref node, cancellation) : errno;
    }

    private Errno Remove(RpcProcedure procedure, in NfsFileHandle directory, ReadOnlySpan<byte> name, CancellationToken cancellation)
    {
        if (!IsName(name))
        {
            return Errno.ENAMETOOLONG;
        }

        using NfsCall call = Call(cancellation);
        LookupArgs.Encode(call.Begin(procedure), Bytes(in directory), name);
        Errno errno = call.Send(out XdrReader result);
        return errno != Errno.None ? errno : Nfs3Result.BeginChange(ref result);
    }

    /// <summary>Reads what a creation gave. The handle is empty if the server left it out.</summary>
    private static Errno Created(Errno errno, scoped ref XdrReader result, out NfsNode node)
    {
        node = default;
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = CreateResult.Decode(ref result, out CreateResult made);
        if (errno == Errno.None && !made.Handle.IsEmpty)
        {
            node = new NfsNode(new NfsFileHandle(made.Handle), made.HasAttributes ? made.Attributes : null);
        }

        return errno;
    }

    /// <summary>Looks up a new node whose handle the server left out, as it may. The call before has given its connection back: a second one
    /// taken beside it could wait for ever.</summary>
    private Errno Named(in NfsFileHandle directory, ReadOnlySpan<byte> name, ref NfsNode node, CancellationToken cancellation) =>
        node.Handle.IsEmpty ? Lookup(in directory, name, out node, cancellation) : Errno.None;

    /// <summary>Whether a name can be sent; false if it is longer than any server takes.</summary>
    /// <exception cref="ArgumentException">It is no name at all.</exception>
    private static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.ContainsAny((byte)'/', (byte)0))
        {
            throw new ArgumentException("A name is not empty and has neither '/' nor NUL.", nameof(name));
        }

        return name.Length <= Nfs3.MaxName;
    }
}
