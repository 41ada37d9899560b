namespace Fathom.Transfer;

/// <summary>How far a transfer got: all directories that it comes to before <see cref="Path"/> are done, but for <see cref="Undone"/>.</summary>
/// <remarks>A transfer comes to a directory before those in it, and to these in the order of their names, bytewise as if each ended in '/'.</remarks>
public sealed class TransferPosition
{
    /// <param name="path">The first directory that may not be done, below the root of the transfer, raw bytes; empty for the root.</param>
    /// <param name="isEnd">All are done, and <paramref name="path"/> says nothing.</param>
    /// <param name="undone">What is not done all the same, in any order.</param>
    public TransferPosition(ReadOnlyMemory<byte> path, bool isEnd, IReadOnlyList<UndoneName> undone)
    {
        ArgumentNullException.ThrowIfNull(undone);
        Path = isEnd ? default : path;
        IsEnd = isEnd;
        Undone = undone;
    }

    /// <summary>The first directory that may not be done; empty for the root, and at the end.</summary>
    public ReadOnlyMemory<byte> Path { get; }

    /// <summary>All directories are done.</summary>
    public bool IsEnd { get; }

    /// <summary>What is not done all the same.</summary>
    public IReadOnlyList<UndoneName> Undone { get; }
}
