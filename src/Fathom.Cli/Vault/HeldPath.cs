namespace Fathom.Cli;

/// <summary>Opens directories by their names below a top, one after another. What one shares with the one before stays open, so a walk of a
/// deep tree costs no more a directory than one of a shallow tree.</summary>
internal sealed class HeldPath(IContentNode top) : IDisposable
{
    private readonly List<(byte[] Name, IContentNode Node)> _held = [];

    /// <summary>Opens a directory.</summary>
    /// <param name="names">From the top on; none for the top.</param>
    /// <param name="node">Stays this one's, until the next call; null where the result is an error.</param>
    internal Errno Open(ReadOnlySpan<byte[]> names, out IContentNode? node)
    {
        int shared = 0;
        while (shared < names.Length && shared < _held.Count && _held[shared].Name.AsSpan().SequenceEqual(names[shared]))
        {
            shared++;
        }

        Release(shared);
        node = shared == 0 ? top : _held[^1].Node;
        foreach (byte[] name in names[shared..])
        {
            Errno errno = node!.Open(name, out node);
            if (errno != Errno.None)
            {
                return errno;
            }

            _held.Add((name, node!));
        }

        return Errno.None;
    }

    /// <summary>Closes all but the top.</summary>
    public void Dispose() => Release(0);

    private void Release(int count)
    {
        for (int i = _held.Count - 1; i >= count; i--)
        {
            _held[i].Node.Dispose();
        }

        _held.RemoveRange(count, _held.Count - count);
    }
}
