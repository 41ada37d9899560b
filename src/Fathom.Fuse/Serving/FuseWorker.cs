using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Fuse;

// One thread: reads a request, does what it asks for, writes the reply, on a descriptor of its own, with buffers of its own.
//
//   request:  ... | fuse_in_header fuse_write_in |P data ...        P: page boundary; the header of a WRITE ends there
//   reply:    ... | fuse_out_header              |P payload ...
//
// Who makes many requests makes the next one in a moment, and to sleep and be woken takes longer than to answer it. So after a reply
// a thread looks for a while, on a second descriptor that does not wait, and lets others run in between. A reply goes to the
// descriptor that the request came from.

/// <summary>Serves requests of one connection, one after the other.</summary>
internal sealed unsafe partial class FuseWorker : IDisposable
{
    private const int PageSize = 4096;

    // The kernel takes no other errors (fuse_dev_do_write).
    private const int MaxErrno = 511;

    private static readonly int s_headerOfWrite = sizeof(InHeader) + sizeof(WriteIn);

    private static readonly TimeSpan s_patience = TimeSpan.FromMicroseconds(50);

    // Who waits this long for its turn shares its processor with others, and takes it from them by looking.
    private static readonly TimeSpan s_turnOfOthers = TimeSpan.FromMicroseconds(4);

    private readonly Session _session;
    private readonly SafeFileHandle _device;
    private readonly SafeFileHandle? _impatient;
    private readonly EntryBatch _batch = new();
    private readonly byte* _requestPages;
    private readonly byte* _replyPages;

    // Nodes that this reply refers to: taken back if the kernel does not want the reply any longer.
    private readonly List<ulong> _referred = [];
    private ulong _openedHandle;
    private InHeader _header;
    private IContentFile? _readFrom;
    private int _payloadLength;
    private bool _isUnanswered;
    private long _served;
    private bool _isServing;

    /// <param name="device">Disposed with this.</param>
    /// <param name="impatient">One that does not wait for requests, or null; disposed with this.</param>
    internal FuseWorker(Session session, SafeFileHandle device, SafeFileHandle? impatient)
    {
        _session = session;
        _device = device;
        _impatient = impatient;
        _requestPages = (byte*)NativeMemory.AlignedAlloc(PageSize + InitNegotiation.MaxTransfer, PageSize);
        _replyPages = (byte*)NativeMemory.AlignedAlloc(PageSize + InitNegotiation.MaxTransfer, PageSize);
    }

    /// <summary>Requests that were served.</summary>
    internal long Served => Volatile.Read(ref _served);

    /// <summary>A request is being answered.</summary>
    internal bool IsServing => Volatile.Read(ref _isServing); // written in Run

    /// <summary>Serves until the mount ends.</summary>
    /// <returns>ENODEV after an unmount; another one if the connection broke.</returns>
    internal Errno Run()
    {
        byte* request = _requestPages + PageSize - s_headerOfWrite;
        while (true)
        {
            Errno errno = Take(request, out int device, out int length);
            if (errno == Errno.None && length >= sizeof(InHeader))
            {
                Volatile.Write(ref _isServing, true); // read by IsServing
                errno = Serve(device, request, length);
                Volatile.Write(ref _isServing, false);
            }

            // ENOENT: the request was taken back while we read it, or its caller does not wait any longer.
            if (errno is not (Errno.None or Errno.EINTR or Errno.EAGAIN or Errno.ENOENT))
            {
                return errno;
            }
        }
    }

    public void Dispose()
    {
        _device.Dispose();
        _impatient?.Dispose();
        NativeMemory.AlignedFree(_requestPages);
        NativeMemory.AlignedFree(_replyPages);
    }

    /// <summary>Waits for the next request.</summary>
    /// <param name="device">The descriptor that it came from.</param>
    private Errno Take(byte* request, out int device, out int length)
    {
        int size = s_headerOfWrite + InitNegotiation.MaxTransfer;
        if (_impatient is not null && _served > 0)
        {
            device = (int)_impatient.DangerousGetHandle();
            long start = Stopwatch.GetTimestamp();
            long last;
            do
            {
                Errno errno = Interop.ReadRequest(device, request, size, out length);
                if (errno != Errno.EAGAIN)
                {
                    return errno;
                }

                last = Stopwatch.GetTimestamp();
                Thread.Yield();
            }
            while (Stopwatch.GetElapsedTime(start) < s_patience && Stopwatch.GetElapsedTime(last) < s_turnOfOthers);
        }

        device = (int)_device.DangerousGetHandle();
        return Interop.ReadRequest(device, request, size, out length);
    }

    private Errno Serve(int device, byte* request, int length)
    {
        _header = *(InHeader*)request;
        _payloadLength = 0;
        _isUnanswered = false;
        _openedHandle = 0;
        _readFrom = null;
        _referred.Clear();
        Volatile.Write(ref _served, _served + 1); // read by Served
        Errno errno = Handle(new ReadOnlySpan<byte>(request + sizeof(InHeader), length - sizeof(InHeader)));
        if (_isUnanswered)
        {
            return Errno.None;
        }

        int error = (int)errno is >= 0 and <= MaxErrno ? (int)errno : (int)Errno.EIO;
        int payload = error == 0 ? _payloadLength : 0;
        byte* reply = _replyPages + PageSize - sizeof(OutHeader);
        *(OutHeader*)reply = new OutHeader { Length = (uint)(sizeof(OutHeader) + payload), Error = -error, Unique = _header.Unique };
        errno = Interop.WriteReply(device, reply, sizeof(OutHeader) + payload);
        if (errno != Errno.None || error != 0)
        {
            TakeBack();
        }
        else if (_readFrom is not null)
        {
            FinishRead(_readFrom);
        }

        // EINVAL would be our mistake in one reply: the others are still good.
        return errno == Errno.EINVAL ? Errno.None : errno;
    }

    private Errno Handle(ReadOnlySpan<byte> body)
    {
        try
        {
            FuseNode? node = _session.Nodes.Find(_header.NodeId);
            RequestReader reader = new(body);
            if (node is { IsUsed: false })
            {
                node.IsUsed = true;
            }

            return node is null ? HandleWithoutNode(ref reader) : Dispatch(node, ref reader);
        }
        catch (Exception)
        {
            // Whatever a tree does wrong with one request, the others go on.
            TakeBack();
            return Errno.EIO;
        }
    }

    private static void FinishRead(IContentFile file)
    {
        try
        {
            file.AfterRead();
        }
        catch (Exception)
        {
            // The read was answered; what a tree does wrong afterwards concerns nobody.
        }
    }

    private Errno HandleWithoutNode(ref RequestReader reader) => _header.Opcode switch
    {
        Opcode.BatchForget => BatchForget(ref reader),
        Opcode.Forget or Opcode.Interrupt => Unanswered(),
        Opcode.Destroy => Errno.None,
        // Numbers the kernel may use after it forgot the node: its handle is what counts.
        Opcode.Release => Release(ref reader),
        Opcode.ReleaseDir => ReleaseDirectory(ref reader),
        _ => Errno.ESTALE,
    };

    private Errno Dispatch(FuseNode node, ref RequestReader reader) => _header.Opcode switch
    {
        Opcode.Lookup => Lookup(node, ref reader),
        Opcode.GetAttr => GetAttributes(node, ref reader),
        Opcode.Read => Read(ref reader),
        Opcode.Write => Write(ref reader),
        Opcode.Forget => Forget(ref reader),
        Opcode.SetAttr => SetAttributes(node, ref reader),
        Opcode.ReadLink => ReadLink(node),
        Opcode.Symlink => MakeSymlink(node, ref reader),
        Opcode.MkNod => MakeNode(node, ref reader),
        Opcode.MkDir => MakeDirectory(node, ref reader),
        Opcode.Unlink => Remove(node, ref reader, isDirectory: false),
        Opcode.RmDir => Remove(node, ref reader, isDirectory: true),
        Opcode.Rename => Rename(node, ref reader),
        Opcode.Rename2 => RenameWithFlags(node, ref reader),
        Opcode.Link => Link(node, ref reader),
        Opcode.Open => Open(node, ref reader),
        Opcode.Create => Create(node, ref reader),
        Opcode.StatFs => ReadSpace(),
        Opcode.Release => Release(ref reader),
        Opcode.FSync => Sync(node, ref reader),
        Opcode.SetXattr => SetXattr(node, ref reader),
        Opcode.GetXattr => GetXattr(node, ref reader),
        Opcode.ListXattr => ListXattrs(node, ref reader),
        Opcode.RemoveXattr => RemoveXattr(node, ref reader),
        Opcode.OpenDir => OpenDirectory(node),
        Opcode.ReadDir => ReadDirectory(ref reader, withAttributes: false),
        Opcode.ReadDirPlus => ReadDirectory(ref reader, withAttributes: true),
        Opcode.ReleaseDir => ReleaseDirectory(ref reader),
        Opcode.FSyncDir => SyncDirectory(node),
        Opcode.FAllocate => Allocate(node, ref reader),
        Opcode.CopyFileRange => CopyRange(ref reader),
        Opcode.LSeek when _session.IsReadOnly => Seek(ref reader),
        Opcode.Statx => GetStatx(node, ref reader),
        Opcode.BatchForget => BatchForget(ref reader),
        Opcode.Interrupt => Unanswered(),
        Opcode.Destroy => Errno.None,
        // The kernel asks no second time for what it is told not to be there. FLUSH is among these: before it the kernel has written
        // what it kept, and what a WRITE was answered for is the tree's. LSEEK too, where files change: then all of a file is data.
        _ => Errno.ENOSYS,
    };

    private Errno Unanswered()
    {
        _isUnanswered = true;
        return Errno.None;
    }

    /// <summary>Room for a structure in the reply, zeroed.</summary>
    private ref T Put<T>()
        where T : unmanaged
    {
        T* place = (T*)(_replyPages + PageSize + _payloadLength);
        *place = default;
        _payloadLength += Unsafe.SizeOf<T>();
        return ref *place;
    }

    /// <summary>Room for bytes in the reply; they are sent as far as <see cref="_payloadLength"/> says.</summary>
    private Span<byte> Payload(uint size) => new(_replyPages + PageSize, (int)Math.Min(size, InitNegotiation.MaxTransfer));

    /// <summary>Undoes what a reply would have given to the kernel.</summary>
    private void TakeBack()
    {
        foreach (ulong id in _referred)
        {
            _session.Nodes.Forget(id, 1);
        }

        _referred.Clear();
        if (_openedHandle != 0)
        {
            if (_header.Opcode == Opcode.OpenDir)
            {
                _session.Directories.Remove(_openedHandle)?.Close();
            }
            else
            {
                _session.Files.Remove(_openedHandle)?.Content.Dispose();
            }

            _openedHandle = 0;
        }
    }
}
