using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>An open directory that is being filled. It closes, and gets its final times and mode, when the last job
/// that adds entries to it, opens a child or links to a file in it has ended.</summary>
internal sealed class SyntheticDirectory(SafeFileHandle handle, SyntheticDirectory? parent, byte[] name, DirectoryBudget budget)
{
    private int _references = 1;

    internal SafeFileHandle Handle { get; } = handle;

    internal SyntheticDirectory? Parent { get; } = parent;

    /// <summary>Ends in a zero byte.</summary>
    internal byte[] Name { get; } = name;

    internal Interop.TimeSpec Time { get; set; }

    /// <summary>A regular file in this directory that children may link to; ends in a zero byte. Set before the children's
    /// jobs are handed out.</summary>
    internal byte[]? LinkSource { get; set; }

    // Partner: Release. Called only by a job that holds a reference.
    internal void Acquire() => Interlocked.Increment(ref _references);

    internal void Release()
    {
        // Partner: Acquire. The full fence makes every entry precede the final times.
        if (Interlocked.Decrement(ref _references) > 0)
        {
            return;
        }

        using SafeFileHandle handle = Handle;
        if (budget.Mode != 0 || budget.IsUnreadable)
        {
            Check(Interop.SetMode(handle, budget.IsUnreadable ? 0 : budget.Mode));
        }

        Check(Interop.SetTimes(handle, Time));
    }

    /// <summary>Path from the argument down to <paramref name="entry"/>, for messages.</summary>
    internal byte[] PathOf(ReadOnlySpan<byte> entry)
    {
        List<byte[]> parts = [entry.TrimEnd((byte)0).ToArray()];
        for (SyntheticDirectory? directory = this; directory is not null; directory = directory.Parent)
        {
            parts.Add(directory.Name.AsSpan().TrimEnd((byte)0).ToArray());
        }

        MemoryStream path = new();
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            if (path.Length > 0 && parts[i].Length > 0)
            {
                path.WriteByte((byte)'/');
            }

            path.Write(parts[i]);
        }

        return path.ToArray();
    }

    private void Check(Errno errno)
    {
        if (errno != Errno.None)
        {
            throw new FathomException("cannot set attributes of", PathOf([]), errno);
        }
    }
}
