using System.Numerics;

namespace Fathom.Vault;

// Names of one directory, in this process:
//
//   shared   steps that publish with one call of the ciphertext, which decides who was first: create, link, removal of a plain file
//   owned    steps that look and then do several things: renames, removal of nodes and of directories
//
// Who removes a directory owns the names in it too, so that nothing is made in it meanwhile.

/// <summary>Locks on the names of directories: a few for all of them, chosen by id.</summary>
internal sealed class NameLocks : IDisposable
{
    private const int Count = 64;

    private readonly ReaderWriterLockSlim[] _locks = new ReaderWriterLockSlim[Count];

    internal NameLocks()
    {
        for (int i = 0; i < Count; i++)
        {
            _locks[i] = new ReaderWriterLockSlim();
        }
    }

    /// <summary>Waits until nobody owns the names of a directory, and keeps it so.</summary>
    internal Held Share(DirectoryId id)
    {
        int index = IndexOf(id);
        _locks[index].EnterReadLock();
        return new Held(this, 1UL << index, isOwned: false);
    }

    /// <summary>Waits until nobody else is at the names of these directories, and keeps it so. The caller has no other of these locks.</summary>
    /// <param name="third">Null for two directories.</param>
    internal Held Own(DirectoryId first, DirectoryId second, DirectoryId? third)
    {
        ulong indexes = 1UL << IndexOf(first) | 1UL << IndexOf(second) | (third is null ? 0 : 1UL << IndexOf(third));

        // In the order of their numbers, as everybody does.
        for (ulong rest = indexes; rest != 0; rest &= rest - 1)
        {
            _locks[BitOperations.TrailingZeroCount(rest)].EnterWriteLock();
        }

        return new Held(this, indexes, isOwned: true);
    }

    /// <summary>Nobody may hold one.</summary>
    public void Dispose()
    {
        foreach (ReaderWriterLockSlim names in _locks)
        {
            names.Dispose();
        }
    }

    private static int IndexOf(DirectoryId id) => (int)((uint)id.GetHashCode() % Count);

    /// <summary>Locks that are held by this thread until this is disposed of.</summary>
    internal readonly ref struct Held(NameLocks locks, ulong indexes, bool isOwned)
    {
        /// <summary>Lets others in.</summary>
        public void Dispose()
        {
            for (ulong rest = indexes; rest != 0; rest &= rest - 1)
            {
                ReaderWriterLockSlim names = locks._locks[BitOperations.TrailingZeroCount(rest)];
                if (isOwned)
                {
                    names.ExitWriteLock();
                }
                else
                {
                    names.ExitReadLock();
                }
            }
        }
    }
}
