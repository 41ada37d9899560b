namespace Fathom.Transfer;

/// <summary>One rule in its place: a pattern, or the place of the rules of a <see cref="Transfer.MergeFile"/>.</summary>
internal sealed class FilterRule
{
    /// <summary>A rule with a pattern.</summary>
    internal FilterRule(FilterPattern pattern, FilterFlags flags)
    {
        Pattern = pattern;
        Flags = flags;
    }

    /// <summary>The place of the rules that directories have.</summary>
    internal FilterRule(MergeFile file)
    {
        MergeFile = file;
        Flags = file.Flags;
    }

    internal FilterFlags Flags { get; }

    /// <summary>Null in the place of a file.</summary>
    internal FilterPattern? Pattern { get; }

    /// <summary>Null for a pattern.</summary>
    internal MergeFile? MergeFile { get; }

    internal bool IsInclude => (Flags & FilterFlags.Include) != 0;

    internal bool IsPerishable => (Flags & FilterFlags.Perishable) != 0;

    /// <summary>The rule is heeded on one side: what is in the file list, or what is not deleted.</summary>
    /// <param name="side"><see cref="FilterFlags.SenderSide"/> or <see cref="FilterFlags.ReceiverSide"/>.</param>
    /// <param name="deletesExcluded">Rules that name no side are for the sender alone (<c>--delete-excluded</c>).</param>
    internal bool IsFor(FilterFlags side, bool deletesExcluded)
    {
        FilterFlags sides = Flags & FilterFlags.Sides;
        return sides == 0 ? side == FilterFlags.SenderSide || !deletesExcluded : (sides & side) != 0;
    }
}
