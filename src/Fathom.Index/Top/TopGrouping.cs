namespace Fathom.Index;

/// <summary>What sums are made of.</summary>
public enum TopGrouping
{
    /// <summary>Extensions of files.</summary>
    Extension,

    /// <summary>Owners, of all entries: the sums add up to du's.</summary>
    Owner,

    /// <summary>Groups, of all entries.</summary>
    Group,

    /// <summary>Ages of files by their last change, youngest first.</summary>
    Age,

    /// <summary>Kinds of entries.</summary>
    Type,
}
