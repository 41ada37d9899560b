namespace Fathom.Transfer;

/// <summary>What a step does to one name, as rsync's itemised lines tell it (rsync(1), <c>--itemize-changes</c>).</summary>
[Flags]
public enum ItemChanges
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Content is copied: '&gt;' in the first column.</summary>
    Transfer = 1 << 0,

    /// <summary>Something that is no content is made or replaced: 'c' in the first column.</summary>
    Local = 1 << 1,

    /// <summary>The name becomes, or is, one more name of another: with <see cref="Local"/> 'h' in the first column.</summary>
    HardLink = 1 << 2,

    /// <summary>The name is not there yet: '+' in all columns.</summary>
    New = 1 << 3,

    /// <summary>Content differs by checksum, or what a link or device stands for: 'c' in the third column.</summary>
    Content = 1 << 4,

    /// <summary>Size differs: 's'.</summary>
    Size = 1 << 5,

    /// <summary>Modification time differs and is set: 't'; 'T' where times are not preserved and the copy gets the present.</summary>
    Time = 1 << 6,

    /// <summary>Permissions differ: 'p'.</summary>
    Permissions = 1 << 7,

    /// <summary>Owner differs: 'o'.</summary>
    Owner = 1 << 8,

    /// <summary>Group differs: 'g'.</summary>
    Group = 1 << 9,

    /// <summary>ACL differs: 'a'.</summary>
    Acl = 1 << 10,

    /// <summary>Extended attributes differ: 'x'.</summary>
    Xattr = 1 << 11,

    /// <summary>The name is removed: <c>*deleting</c>.</summary>
    Deleted = 1 << 12,

    /// <summary>What matched stands in a basis directory, not in the target.</summary>
    Matched = 1 << 13,

    /// <summary>What makes a line worth showing without <c>-ii</c>: all but how it is done.</summary>
    Significant = ~(Local | HardLink | Matched),
}
