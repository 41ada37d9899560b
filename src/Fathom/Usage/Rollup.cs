namespace Fathom;

/// <summary>Totals of a directory's subtree, or of any set of entries.</summary>
public struct Rollup
{
    private long _apparent;
    private long _allocated;
    private long _entries;
    private long _directories;
    private long _newestMtime;

    /// <summary>Sum of apparent sizes, bytes.</summary>
    public long Apparent { readonly get => _apparent; set => _apparent = value; }

    /// <summary>Sum of allocated sizes, bytes.</summary>
    public long Allocated { readonly get => _allocated; set => _allocated = value; }

    /// <summary>Entries, directories included.</summary>
    public long Entries { readonly get => _entries; set => _entries = value; }

    /// <summary>Directories.</summary>
    public long Directories { readonly get => _directories; set => _directories = value; }

    /// <summary>Newest mtime, ns since 1970; <see cref="long.MinValue"/> when there is no entry.</summary>
    public long NewestMtime { readonly get => _newestMtime; set => _newestMtime = value; }

    /// <summary>No entry at all.</summary>
    public static Rollup Empty => new() { NewestMtime = long.MinValue };

    /// <summary>Adds another sum.</summary>
    public void Add(in Rollup other)
    {
        Apparent += other.Apparent;
        Allocated += other.Allocated;
        Entries += other.Entries;
        Directories += other.Directories;
        NewestMtime = Math.Max(NewestMtime, other.NewestMtime);
    }

    /// <summary>Adds another sum while other threads do the same.</summary>
    public void AddAtomic(in Rollup other)
    {
        Interlocked.Add(ref _apparent, other.Apparent);
        Interlocked.Add(ref _allocated, other.Allocated);
        Interlocked.Add(ref _entries, other.Entries);
        Interlocked.Add(ref _directories, other.Directories);
        long seen = Volatile.Read(ref _newestMtime);
        while (other.NewestMtime > seen)
        {
            long found = Interlocked.CompareExchange(ref _newestMtime, other.NewestMtime, seen);
            if (found == seen)
            {
                break;
            }

            seen = found;
        }
    }
}
