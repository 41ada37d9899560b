namespace Fathom.Fuse;

// The kernel keeps a node for as long as it has memory, and each may cost a descriptor here. So once there are too many, the kernel
// is asked to drop the names of those that no request came for since the last round (a clock): it forgets the nodes then, but for
// those that are in use. That it may do in its own time, and a name that is another's by now only has to be looked up again.

/// <summary>Keeps the number of nodes that the kernel refers to below a limit.</summary>
/// <remarks>A thread of its own: dropping a name waits for requests on its directory.</remarks>
internal sealed class NodeTrimmer : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly NodeTable _nodes;
    private readonly Func<ulong, ReadOnlyMemory<byte>, Errno> _drop;
    private readonly Func<int> _limit;
    private readonly AutoResetEvent _wanted = new(false);
    private readonly Thread _thread;
    private volatile bool _isOver;
    private ulong _hand = ProtocolFlags.RootId;

    /// <param name="limit">Nodes above which it begins; it ends at three quarters of them.</param>
    /// <param name="drop">Asks the kernel to drop a name in a directory.</param>
    internal NodeTrimmer(NodeTable nodes, Func<int> limit, Func<ulong, ReadOnlyMemory<byte>, Errno> drop)
    {
        _nodes = nodes;
        _limit = limit;
        _drop = drop;
        _thread = new Thread(Run) { IsBackground = true, Name = "fuse trimmer" };
        _thread.Start();
    }

    private int Target => (int)(_limit() * 3L / 4);

    /// <summary>Notes that a node was added, or that the limit is another.</summary>
    internal void Check()
    {
        if (_nodes.Count > _limit())
        {
            _wanted.Set();
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _wanted.Set();
        _thread.Join();
        _wanted.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _wanted.WaitOne();
            // Twice around: the first time may only find what was used.
            for (int round = 0; round < 2 && _nodes.Count > Target; round++)
            {
                TrimOnce();
                if (_isOver)
                {
                    return;
                }

                // What was dropped comes back as FORGET.
                Thread.Sleep(s_pause);
            }

            if (_isOver)
            {
                return;
            }
        }
    }

    private void TrimOnce()
    {
        ulong end = _nodes.EndOfIds;
        int excess = _nodes.Count - Target;
        for (ulong step = ProtocolFlags.RootId; step < end && excess > 0 && !_isOver; step++)
        {
            _hand = _hand + 1 < end ? _hand + 1 : ProtocolFlags.RootId;
            if (_nodes.Find(_hand) is not { Place: { } place } node)
            {
                continue;
            }

            if (node.IsUsed)
            {
                node.IsUsed = false;
            }
            else if (_drop(place.Directory, place.Name) == Errno.None)
            {
                excess--;
            }
        }
    }
}
