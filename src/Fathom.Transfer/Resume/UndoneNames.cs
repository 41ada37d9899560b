namespace Fathom.Transfer;

/// <summary>Collects what is not done before a position. Thread-safe; bounded, since a run in which everything fails has nothing to go on with.</summary>
internal sealed class UndoneNames
{
    private const int MaxCount = 8192;
    private const int MaxBytes = 1 << 20;

    private readonly Lock _lock = new();
    private readonly List<UndoneName> _names = [];
    private UndoneName[] _copy = [];
    private int _bytes;
    private bool _isFull;

    /// <summary>Adds what failed.</summary>
    internal void Add(in TransferError error)
    {
        // Rules of a directory that cannot be read stop all of it; attributes that cannot be set stop nothing below.
        ReadOnlyMemory<byte> path = error.Action == TransferAction.ReadFilter ? PathOrder.ParentOf(error.Path) : error.Path;
        Add(path, isWhole: error.Action != TransferAction.SetAttributes);
    }

    /// <summary>Adds a path.</summary>
    /// <param name="isWhole">As <see cref="UndoneName.IsWhole"/>.</param>
    internal void Add(ReadOnlyMemory<byte> path, bool isWhole)
    {
        path = path.Span.SequenceEqual("."u8) ? default : path;
        ReadOnlyMemory<byte> kept = PathOrder.Shorten(path, JournalFormat.MaxPath);
        lock (_lock)
        {
            if (_names.Count == MaxCount || _bytes + kept.Length > MaxBytes)
            {
                _isFull = true;
                return;
            }

            _bytes += kept.Length;
            _names.Add(new UndoneName(kept, isWhole || kept.Length < path.Length));
        }
    }

    /// <summary>What was added until now, in its order.</summary>
    /// <returns>Null if there was more than is kept: no position after that is any good.</returns>
    internal IReadOnlyList<UndoneName>? Copy()
    {
        lock (_lock)
        {
            if (_isFull)
            {
                return null;
            }

            if (_copy.Length != _names.Count)
            {
                _copy = [.. _names];
            }

            return _copy;
        }
    }
}
