namespace Fathom.Nfs;

// Calls on one node, whatever it is.
public sealed partial class NfsClient
{
    /// <summary>Does nothing, to see whether the server answers (NULL).</summary>
    public Errno Ping(CancellationToken cancellation = default)
    {
        using NfsCall call = Call(cancellation);
        call.Begin(Nfs3.Null);
        return call.Send(out _);
    }

    /// <summary>Fetches the attributes of a node (GETATTR).</summary>
    public Errno GetAttributes(in NfsFileHandle node, out NodeAttributes attributes, CancellationToken cancellation = default)
    {
        attributes = default;
        using NfsCall call = Call(cancellation);
        FileHandle3.Encode(call.Begin(Nfs3.GetAttr), Bytes(in node));
        Errno errno = call.Send(out XdrReader result);
        return errno != Errno.None ? errno : GetAttrResult.Decode(ref result, out attributes);
    }

    /// <summary>Sets attributes of a node (SETATTR).</summary>
    public Errno SetAttributes(in NfsFileHandle node, NfsAttributeChange change, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        using NfsCall call = Call(cancellation);
        Sattr3.EncodeSetAttr(call.Begin(Nfs3.SetAttr), Bytes(in node), change);
        Errno errno = call.Send(out XdrReader result);
        return errno != Errno.None ? errno : Nfs3Result.BeginChange(ref result);
    }

    /// <summary>Asks what this caller may do with a node (ACCESS).</summary>
    /// <param name="wanted">What to ask for.</param>
    /// <param name="granted">What of it is allowed.</param>
    public Errno Access(in NfsFileHandle node, NfsAccess wanted, out NfsAccess granted, CancellationToken cancellation = default)
    {
        granted = NfsAccess.None;
        using NfsCall call = Call(cancellation);
        AccessResult.EncodeArgs(call.Begin(Nfs3.Access), Bytes(in node), wanted & NfsAccess.All);
        Errno errno = call.Send(out XdrReader result);
        return errno != Errno.None ? errno : AccessResult.Decode(ref result, out granted);
    }

    /// <summary>Reads where a symbolic link leads to (READLINK).</summary>
    /// <param name="target">Raw bytes.</param>
    public Errno ReadLink(in NfsFileHandle link, out byte[] target, CancellationToken cancellation = default)
    {
        target = [];
        using NfsCall call = Call(cancellation);
        FileHandle3.Encode(call.Begin(Nfs3.ReadLink), Bytes(in link));
        Errno errno = call.Send(out XdrReader result);
        if (errno == Errno.None)
        {
            errno = ReadLinkResult.Decode(ref result, out ReadOnlySpan<byte> bytes);
            target = bytes.ToArray();
        }

        return errno;
    }

    /// <summary>Asks how much room there is on the file system of a node (FSSTAT).</summary>
    public Errno FileSystemStat(in NfsFileHandle node, out NfsFileSystemStat stat, CancellationToken cancellation = default)
    {
        stat = default;
        using NfsCall call = Call(cancellation);
        FileHandle3.Encode(call.Begin(Nfs3.FsStat), Bytes(in node));
        Errno errno = call.Send(out XdrReader result);
        return errno != Errno.None ? errno : FsStatResult.Decode(ref result, out stat);
    }

    /// <summary>Asks for sizes and features of the file system of a node (FSINFO).</summary>
    /// <param name="limits">The defaults if the server did not answer.</param>
    public Errno FileSystemInfo(in NfsFileHandle node, out NfsServerLimits limits, CancellationToken cancellation = default)
    {
        limits = new NfsServerLimits();
        using NfsCall call = Call(cancellation);
        FileHandle3.Encode(call.Begin(Nfs3.FsInfo), Bytes(in node));
        Errno errno = call.Send(out XdrReader result);
        if (errno == Errno.None)
        {
            errno = FsInfoResult.Decode(ref result, out NfsServerLimits? read);
            limits = read ?? limits;
        }

        return errno;
    }

    /// <summary>Asks for the limits of names and links around a node (PATHCONF).</summary>
    public Errno PathLimits(in NfsFileHandle node, out NfsPathLimits limits, CancellationToken cancellation = default)
    {
        limits = default;
        using NfsCall call = Call(cancellation);
        FileHandle3.Encode(call.Begin(Nfs3.PathConf), Bytes(in node));
        Errno errno = call.Send(out XdrReader result);
        return errno != Errno.None ? errno : PathConfResult.Decode(ref result, out limits);
    }

    private static ReadOnlySpan<byte> Bytes(in NfsFileHandle handle, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(handle))] string name = "")
    {
        if (handle.IsEmpty)
        {
            throw new ArgumentException("The handle is empty.", name);
        }

        return NfsFileHandle.BytesOf(in handle);
    }
}
