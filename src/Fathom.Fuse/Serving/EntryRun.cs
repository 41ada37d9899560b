using System.Runtime.ExceptionServices;

namespace Fathom.Fuse;

// The thread that serves the listing and idle threads of the pool take entries off a counter until none is left:
//
//   _next     the entry that is taken next
//   _members  1 for who serves and 1 for each thread that joined; who finds 0 comes too late and must not touch the reply
//
// Each writes into the entries that it took, and nowhere else. Who serves works too and waits only for who has joined.

/// <summary>The entries of one reply to READDIRPLUS: their nodes are opened and described by several threads at once, because each waits for
/// the disk or a server by itself, and who asked waits for all of them.</summary>
/// <param name="reply">Where the places count from.</param>
/// <param name="places">Of each entry: a structure for its attributes, zeroed, and one with its name behind it.</param>
/// <param name="ids">Gets the number of each node that the kernel is given; 0 before.</param>
internal sealed unsafe class EntryRun(Session session, FuseNode directory, byte* reply, int[] places, ulong[] ids, int count) : IThreadPoolWorkItem
{
    // Waking a thread takes as long as some entries.
    private const int EntriesPerThread = 16;

    // Of a cold directory they wait for the disk together, also where there are fewer processors.
    private const int MaxThreads = 4;

    private readonly object _gate = new();
    private int _next;
    private int _members = 1;
    private ExceptionDispatchInfo? _fault;

    /// <summary>Opens and describes them all. What cannot be opened stays without attributes: the kernel looks it up when it needs it.</summary>
    internal void Run()
    {
        int threads = Math.Min(MaxThreads, count / EntriesPerThread);
        for (int i = 1; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        try
        {
            Work();
        }
        finally
        {
            Leave();
            AwaitOthers();
        }

        _fault?.Throw();
    }

    /// <summary>A thread of the pool that has time.</summary>
    public void Execute()
    {
        if (!TryJoin())
        {
            return;
        }

        try
        {
            Work();
        }
        catch (Exception exception)
        {
            // Who serves throws it. Partner: the decrement in Leave, and the read of it in AwaitOthers.
            _fault = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            Leave();
        }
    }

    private void Work()
    {
        // Each number comes once. Partner: the other members.
        for (int index = Interlocked.Increment(ref _next) - 1; index < count; index = Interlocked.Increment(ref _next) - 1)
        {
            Refer(index);
        }
    }

    /// <summary>Gives the kernel the node of an entry, as a LOOKUP would.</summary>
    private void Refer(int index)
    {
        EntryOut* entry = (EntryOut*)(reply + places[index]);
        Dirent* dirent = (Dirent*)(entry + 1);
        ReadOnlySpan<byte> name = new(dirent + 1, (int)dirent->NameLength);
        if (session.Nodes.Count >= session.MaxNodes
            || directory.Content.Open(name, FuseWorker.EntryAttributes, out IContentNode? content, out NodeAttributes attributes) != Errno.None)
        {
            return;
        }

        FuseNode node = session.Nodes.Refer(content!, in attributes, directory, name);
        ids[index] = node.Id;
        session.Describe(node, in attributes, ref *entry);
        // A listing knows the number of what has the name, which a held node need not be shown with.
        dirent->Inode = node.Inode;
    }

    private bool TryJoin()
    {
        int members = Volatile.Read(ref _members);
        while (members > 0)
        {
            // Partner: the decrement in Leave. Never from 0, at which who serves has gone.
            int seen = Interlocked.CompareExchange(ref _members, members + 1, members);
            if (seen == members)
            {
                return true;
            }

            members = seen;
        }

        return false;
    }

    private void Leave()
    {
        // Partner: TryJoin and AwaitOthers.
        if (Interlocked.Decrement(ref _members) == 0)
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void AwaitOthers()
    {
        lock (_gate)
        {
            while (Volatile.Read(ref _members) > 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }
}
