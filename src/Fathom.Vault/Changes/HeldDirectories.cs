using System.Diagnostics;

namespace Fathom.Vault;

/// <summary>The directories that are held, and where they are: a vault's nodes do not know their parents, and a rename must know whether it
/// would put a directory below itself. Thread-safe.</summary>
/// <remarks>
/// <para>As large as what is held, and what that is below of.</para>
/// <para>A directory is shown with the inode of the node that names it, and is its content. That node is another one after some renames and
/// exchanges, and when it is gone its number is soon that of a new directory: so the number is kept until the directory is removed, for up
/// to <see cref="MaxKept"/> that nobody holds, and no other directory that is known has it.</para>
/// </remarks>
internal sealed class HeldDirectories
{
    /// <summary>Directories that nobody holds whose numbers are kept, about 200 bytes each.</summary>
    internal const int MaxKept = 1 << 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<DirectoryId, HeldDirectory> _directories = [];
    private readonly Dictionary<ulong, HeldDirectory> _shown = [];
    private long _moves;
    private int _kept;

    /// <summary>Directories that are held, or above one that is.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _directories.Count - _kept;
            }
        }
    }

    /// <summary>Counts moves of directories, of those that nobody holds too: what was looked up before one may be elsewhere.</summary>
    internal long Moves
    {
        get
        {
            lock (_lock)
            {
                return _moves;
            }
        }
    }

    /// <summary>Notes that a directory is held once more, unless any was moved since it was looked for.</summary>
    /// <param name="moves">What <see cref="Moves"/> was before.</param>
    /// <param name="inode">Of the node that names it; gives the number that it is shown with.</param>
    internal HeldDirectory? TryHold(DirectoryId id, HeldDirectory parent, long moves, ref ulong inode)
    {
        lock (_lock)
        {
            return moves == _moves ? Hold(id, parent, ref inode) : null;
        }
    }

    /// <summary>Notes that a directory is held once more.</summary>
    /// <param name="parent">Where it was found; null for the root.</param>
    /// <param name="inode">Of the node that names it; gives the number that it is shown with.</param>
    internal HeldDirectory Hold(DirectoryId id, HeldDirectory? parent, ref ulong inode)
    {
        lock (_lock)
        {
            if (!_directories.TryGetValue(id, out HeldDirectory? directory))
            {
                directory = new HeldDirectory(id);
                _directories.Add(id, directory);
            }
            else if (directory.Users == 0)
            {
                _kept--;
            }

            directory.Users++;
            SetParent(directory, parent);
            inode = Show(directory, inode);
            return directory;
        }
    }

    /// <summary>Notes that a directory is held once less.</summary>
    internal void Release(HeldDirectory directory)
    {
        lock (_lock)
        {
            Drop(directory);
        }
    }

    /// <summary>Notes that a directory was moved, if anybody holds it.</summary>
    internal void Move(DirectoryId id, HeldDirectory parent)
    {
        lock (_lock)
        {
            _moves++;
            if (_directories.TryGetValue(id, out HeldDirectory? directory) && directory.Users > 0)
            {
                SetParent(directory, parent);
            }
        }
    }

    /// <summary>Notes that another node is about to name a directory.</summary>
    /// <param name="before">Of the node that names it now.</param>
    /// <param name="inode">Of that node.</param>
    internal void Renumber(DirectoryId id, ulong before, ulong inode)
    {
        lock (_lock)
        {
            bool isKnown = _directories.TryGetValue(id, out HeldDirectory? directory);
            if (!isKnown)
            {
                directory = new HeldDirectory(id) { Users = 1 };
                _directories.Add(id, directory);
            }

            Show(directory!, before);
            if (before == directory!.Stored || before == directory.Inode)
            {
                directory.Stored = inode;
            }

            if (!isKnown)
            {
                Drop(directory);
            }
        }
    }

    /// <summary>Notes that a directory was removed: its number is kept for as long as it is held.</summary>
    internal void Remove(DirectoryId id)
    {
        lock (_lock)
        {
            if (!_directories.TryGetValue(id, out HeldDirectory? directory))
            {
                return;
            }

            directory.IsRemoved = true;
            if (directory.Users == 0)
            {
                _kept--;
                Let(directory);
            }
        }
    }

    /// <summary>Whether a directory is the one with that id, or below it.</summary>
    internal bool IsAtOrBelow(HeldDirectory directory, DirectoryId id)
    {
        lock (_lock)
        {
            return IsOnTheWay(directory, id);
        }
    }

    private ulong Show(HeldDirectory directory, ulong inode)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread, "changes what all threads see");
        if (directory.Inode == 0 && inode != 0)
        {
            (directory.Stored, directory.Inode) = (inode, inode);
            for (ulong other = directory.Id.Number; !_shown.TryAdd(directory.Inode, directory); other++)
            {
                directory.Inode = other;
            }
        }

        // In a damaged vault a directory may be found in two places: those have numbers of their own.
        return inode == directory.Stored ? directory.Inode : inode;
    }

    private static bool IsOnTheWay(HeldDirectory? directory, DirectoryId id)
    {
        while (directory is not null && !directory.Id.Equals(id))
        {
            directory = directory.Parent;
        }

        return directory is not null;
    }

    // In a damaged vault a directory may be found in two places, even below itself, which would make a circle of this: the first place stays then.
    private void SetParent(HeldDirectory directory, HeldDirectory? parent)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread, "changes what all threads see");
        if (parent is null || parent == directory.Parent || IsOnTheWay(parent, directory.Id))
        {
            return;
        }

        HeldDirectory? before = directory.Parent;
        parent.Users++;
        directory.Parent = parent;
        Drop(before);
    }

    private void Drop(HeldDirectory? directory)
    {
        while (directory is not null && --directory.Users == 0)
        {
            HeldDirectory? parent = directory.Parent;
            if (directory.Inode != directory.Stored && !directory.IsRemoved && _kept < MaxKept)
            {
                directory.Parent = null;
                _kept++;
            }
            else
            {
                Let(directory);
            }

            directory = parent;
        }
    }

    private void Let(HeldDirectory directory)
    {
        _directories.Remove(directory.Id);
        if (directory.Inode != 0)
        {
            _shown.Remove(directory.Inode);
        }
    }
}
