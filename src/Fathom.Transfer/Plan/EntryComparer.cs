namespace Fathom.Transfer;

/// <summary>Compares one name of the source with the same of the target, by rsync's rules. Pure: it reads nothing.</summary>
internal sealed class EntryComparer
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>What an unchanged node has none of.</summary>
    internal const ItemChanges Attributes = ItemChanges.Time | ItemChanges.Permissions | ItemChanges.Owner | ItemChanges.Group | ItemChanges.Acl | ItemChanges.Xattr;

    private readonly TransferOptions _options;

    internal EntryComparer(TransferOptions options, Caller caller)
    {
        _options = options;
        Rules = new AttributeRules(options, caller);
    }

    /// <summary>Which attributes are given.</summary>
    internal AttributeRules Rules { get; }

    /// <summary>What of the attributes differs, on top of what is known already.</summary>
    /// <param name="source">As <see cref="AttributeRules.Taken"/> gives them.</param>
    /// <param name="target">What has the name now.</param>
    /// <param name="known">What is done, and why.</param>
    /// <param name="isLinked">The name is given to another node.</param>
    internal ItemChanges Compare(in NodeAttributes source, in NodeAttributes target, ItemChanges known, bool isLinked = false)
    {
        if (source.Kind == EntryKind.File && source.Size != target.Size)
        {
            known |= ItemChanges.Size;
        }

        bool isMade = (known & (ItemChanges.Transfer | ItemChanges.Local)) != 0 && (known & ItemChanges.Matched) == 0
            && ((known & ItemChanges.HardLink) == 0 || isLinked);
        if (Rules.KeepsTime(source.Kind) ? TimesDiffer(source.Mtime, target.Mtime) : isMade)
        {
            known |= ItemChanges.Time;
        }

        return known | Rules.Diff(in source, in target);
    }

    /// <summary>Size and time say that a file has the content of another (rsync's quick check), where content is not compared.</summary>
    internal bool IsProbablyEqual(in EntryRow source, in EntryRow target) =>
        source.Size == target.Size && (_options.SizeOnly || (!_options.IgnoreTimes && !TimesDiffer(source.Mtime, target.Mtime)));

    /// <summary>The target's file is newer, by whole seconds.</summary>
    internal bool IsNewer(in EntryRow source, in EntryRow target) =>
        Seconds(source.Mtime) - Seconds(target.Mtime) < Math.Max(_options.ModifyWindow, 0);

    internal bool TimesDiffer(long a, long b) => _options.ModifyWindow < 0 ? a != b : Math.Abs(Seconds(a) - Seconds(b)) > _options.ModifyWindow;

    // Towards the past, also before 1970.
    private static long Seconds(long nanoseconds) =>
        (nanoseconds >= 0 ? nanoseconds : nanoseconds - (NanosecondsPerSecond - 1)) / NanosecondsPerSecond;
}
