namespace Fathom.Nfs;

/// <summary>A directory that is being listed: its pages are fetched one after the other.</summary>
internal sealed class DirectoryListing : ReaderOperation
{
    /// <summary>Where the next page begins; 0 for the first.</summary>
    internal ulong Cookie { get; set; }

    /// <summary>Came with the cookie, and goes back with it.</summary>
    internal ulong Verifier { get; set; }

    /// <summary>Bytes to ask for.</summary>
    internal int Size { get; set; }

    /// <summary>Entries delivered so far.</summary>
    internal long Ordinal { get; set; }

    /// <summary>At least one page has come.</summary>
    internal bool IsOpened { get; set; }

    /// <summary>The call that is outstanding is READDIRPLUS.</summary>
    internal bool IsPlus { get; set; }

    /// <summary>The size was raised because a page did not fit: the next time is a failure.</summary>
    internal bool IsEnlarged { get; set; }

    /// <summary>A name was left out that no file can have.</summary>
    internal bool HasBadName { get; set; }

    /// <summary>What pages have shown; null until there is a second one.</summary>
    internal ListingTrail? Trail { get; set; }

    internal void Begin(DirectoryNode node, int size)
    {
        Node = node;
        Cookie = 0;
        Verifier = 0;
        Size = size;
        Ordinal = 0;
        IsOpened = false;
        IsPlus = false;
        IsEnlarged = false;
        HasBadName = false;
        Trail = null;
    }
}
