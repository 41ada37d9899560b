namespace Fathom.Index;

/// <summary>How values of a <see cref="QueryColumn"/> are read.</summary>
public enum QueryValueKind
{
    /// <summary>UTF-8, by <see cref="QueryRows.Bytes"/>. Also types that have no form of their own here: dates, intervals, lists, structs.</summary>
    Text,

    /// <summary>A BLOB, by <see cref="QueryRows.Bytes"/>.</summary>
    Bytes,

    /// <summary>By <see cref="QueryRows.Integer"/>.</summary>
    Integer,

    /// <summary>A number of more digits than the others hold, such as the sum of a column of integers: decimal digits by <see cref="QueryRows.Bytes"/>.</summary>
    Digits,

    /// <summary>By <see cref="QueryRows.Real"/>.</summary>
    Real,

    /// <summary>0 or 1, by <see cref="QueryRows.Integer"/>.</summary>
    Boolean,

    /// <summary>Nanoseconds since 1970 in UTC, by <see cref="QueryRows.Integer"/>.</summary>
    Nanoseconds,

    /// <summary>A time of another unit: ISO 8601 in UTC, by <see cref="QueryRows.Bytes"/>.</summary>
    TimeText,
}
