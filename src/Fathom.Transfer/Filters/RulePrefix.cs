namespace Fathom.Transfer;

/// <summary>The beginning of a rule: its name, its modifiers, and where its pattern begins.</summary>
internal static class RulePrefix
{
    /// <summary>Reads it.</summary>
    /// <param name="flags">Of the file that the rule stands in; those of the rule are added.</param>
    /// <param name="origin">File and line, for messages.</param>
    /// <returns>Where the pattern begins.</returns>
    internal static int Read(ReadOnlySpan<byte> rule, ref FilterFlags flags, string origin)
    {
        int at = ReadName(rule, out char name);
        bool namesSide = name is 'H' or 'S' or 'P' or 'R';
        flags |= name switch
        {
            ':' => FilterFlags.MergeFile | FilterFlags.PerDirectory,
            '.' => FilterFlags.MergeFile,
            '+' => FilterFlags.Include,
            '-' => FilterFlags.None,
            'S' => FilterFlags.Include | FilterFlags.SenderSide,
            'H' => FilterFlags.SenderSide,
            'R' => FilterFlags.Include | FilterFlags.ReceiverSide,
            'P' => FilterFlags.ReceiverSide,
            '!' => FilterFlags.ClearList,
            _ => throw new FilterException("unknown filter rule", rule, origin),
        };
        if (name == '!')
        {
            return at;
        }

        for (; at < rule.Length && rule[at] is not ((byte)' ' or (byte)'_'); at++)
        {
            FilterFlags modifier = ReadModifier((char)rule[at], flags, namesSide);
            if (modifier == FilterFlags.None)
            {
                throw new FilterException($"invalid modifier '{(char)rule[at]}' at position {at} in filter rule", rule, origin);
            }

            flags |= modifier;
        }

        return Math.Min(at + 1, rule.Length);
    }

    // A short name, or a long one that a space, '_', ',' or the end follows. Returns where modifiers begin.
    private static int ReadName(ReadOnlySpan<byte> rule, out char name)
    {
        int length = rule.IndexOfAny(" _,\t"u8);
        ReadOnlySpan<byte> word = length < 0 ? rule : rule[..length];
        name = word switch
        {
            _ when word.SequenceEqual("clear"u8) => '!',
            _ when word.SequenceEqual("dir-merge"u8) => ':',
            _ when word.SequenceEqual("exclude"u8) => '-',
            _ when word.SequenceEqual("hide"u8) => 'H',
            _ when word.SequenceEqual("include"u8) => '+',
            _ when word.SequenceEqual("merge"u8) => '.',
            _ when word.SequenceEqual("protect"u8) => 'P',
            _ when word.SequenceEqual("risk"u8) => 'R',
            _ when word.SequenceEqual("show"u8) => 'S',
            _ => '\0',
        };
        int end = word.Length;
        if (name == '\0')
        {
            name = (char)rule[0];
            end = 1;
        }

        return end + (end < rule.Length && rule[end] == ',' ? 1 : 0);
    }

    // None for a modifier that this rule may not have.
    private static FilterFlags ReadModifier(char modifier, FilterFlags flags, bool namesSide)
    {
        bool isMerge = (flags & FilterFlags.MergeFile) != 0;
        bool hasPrefixes = (flags & FilterFlags.NoPrefixes) == 0;
        return modifier switch
        {
            '-' when isMerge && hasPrefixes => FilterFlags.NoPrefixes,
            '+' when isMerge && hasPrefixes => FilterFlags.NoPrefixes | FilterFlags.Include,
            '/' => FilterFlags.AbsolutePath,
            '!' when !isMerge => FilterFlags.Negate,
            'C' when hasPrefixes && !namesSide => FilterFlags.NoPrefixes | FilterFlags.WordSplit | FilterFlags.NoInherit | FilterFlags.CvsIgnore,
            'e' when isMerge => FilterFlags.ExcludeSelf,
            'n' when isMerge => FilterFlags.NoInherit,
            'w' when isMerge => FilterFlags.WordSplit,
            'p' => FilterFlags.Perishable,
            'r' when !namesSide => FilterFlags.ReceiverSide,
            's' when !namesSide => FilterFlags.SenderSide,
            'x' => FilterFlags.Xattr,
            _ => FilterFlags.None,
        };
    }
}
