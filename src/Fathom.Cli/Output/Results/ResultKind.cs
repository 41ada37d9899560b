namespace Fathom.Cli;

/// <summary>What the values of a column are, which decides how each format shows them.</summary>
internal enum ResultKind
{
    /// <summary>UTF-8.</summary>
    Text,

    /// <summary>A name or path: raw bytes, which may be no UTF-8.</summary>
    Name,

    /// <summary>Other bytes: <c>\xNN</c> in tables and CSV, base64 under <c>NAME_b64</c> in JSON.</summary>
    Bytes,

    /// <summary>Bytes of storage, may be negative: in units in tables, a plain number elsewhere.</summary>
    Size,

    /// <summary>A number, or the decimal digits of one as text.</summary>
    Number,

    /// <summary>0 and 1 are false and true.</summary>
    Boolean,

    /// <summary>Nanoseconds since 1970 in UTC, or text that is ISO 8601 already.</summary>
    Time,

    /// <summary>Bytes shown as hexadecimal digits.</summary>
    Digest,
}
