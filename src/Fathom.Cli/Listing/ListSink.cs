namespace Fathom.Cli;

/// <summary>Lists every entry of one tree as a line.</summary>
/// <param name="wanted">Attributes that <paramref name="openFormatter"/> and the selection use.</param>
/// <param name="openFormatter">Called once for each worker.</param>
internal sealed class ListSink(
    StatMask wanted, EntrySelection selection, Func<EntryFormatter> openFormatter, LineOutput output, Message message) : ISink
{
    private readonly List<SortedLines> _shares = [];

    /// <summary>Lines are kept and come out sorted at the end.</summary>
    internal bool IsSorted { get; init; }

    /// <summary>Lists an entry that leads back into itself, with its error; find leaves it out.</summary>
    internal bool ListsLoops { get; init; }

    internal EntrySelection Selection => selection;

    internal LineOutput Output => output;

    internal Message Message => message;

    /// <inheritdoc/>
    public StatMask Wanted => wanted;

    /// <inheritdoc/>
    public ISinkWriter OpenWriter(int worker)
    {
        SortedLines? share = IsSorted ? new SortedLines() : null;
        if (share is not null)
        {
            lock (_shares)
            {
                _shares.Add(share);
            }
        }

        return new ListWriter(this, openFormatter(), share);
    }

    /// <inheritdoc/>
    public void Complete(WalkSummary summary)
    {
        if (IsSorted)
        {
            output.Write(_shares);
            _shares.Clear();
        }
    }
}
