namespace Fathom.Transfer;

/// <summary>What a rule is and what its modifiers say.</summary>
[Flags]
internal enum FilterFlags
{
    None = 0,

    /// <summary>Lets names through; without it, the rule keeps them back.</summary>
    Include = 1 << 0,

    /// <summary>The pattern ended in '/': it matches directories alone.</summary>
    Directory = 1 << 1,

    /// <summary>Modifier '/': the path from the root of the file system is matched.</summary>
    AbsolutePath = 1 << 2,

    /// <summary>Modifier '!': acts on what does not match.</summary>
    Negate = 1 << 3,

    /// <summary>Modifier 's': says what is in the file list.</summary>
    SenderSide = 1 << 4,

    /// <summary>Modifier 'r': says what is not deleted.</summary>
    ReceiverSide = 1 << 5,

    /// <summary>Modifier 'p': does not count in directories that are being deleted.</summary>
    Perishable = 1 << 6,

    /// <summary>Modifier 'x': matches names of extended attributes.</summary>
    Xattr = 1 << 7,

    /// <summary>Names a file with more rules.</summary>
    MergeFile = 1 << 8,

    /// <summary>Of every directory; with <see cref="MergeFile"/>.</summary>
    PerDirectory = 1 << 9,

    /// <summary>Modifiers '-' and '+': lines of the file are patterns.</summary>
    NoPrefixes = 1 << 10,

    /// <summary>Modifier 'w': white space separates rules.</summary>
    WordSplit = 1 << 11,

    /// <summary>Modifier 'n': the rules are for one directory, not for those below.</summary>
    NoInherit = 1 << 12,

    /// <summary>Modifier 'e': the file itself is excluded.</summary>
    ExcludeSelf = 1 << 13,

    /// <summary>Modifier 'C'.</summary>
    CvsIgnore = 1 << 14,

    /// <summary>Forgets the rules before.</summary>
    ClearList = 1 << 15,

    Sides = SenderSide | ReceiverSide,

    /// <summary>What the rules of a file take over from the rule that names it. Sides are checked apart; 'x' is not taken over.</summary>
    FromContainer = Include | Directory | AbsolutePath | Negate | Perishable,
}
