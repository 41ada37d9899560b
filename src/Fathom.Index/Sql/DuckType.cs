namespace Fathom.Index;

/// <summary>Types of DuckDB, with the numbers of duckdb_type.</summary>
internal enum DuckType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,

    /// <summary>Microseconds since 1970, 64 bits.</summary>
    Timestamp = 12,

    /// <summary>Days since 1970, 32 bits.</summary>
    Date = 13,

    /// <summary>Microseconds since midnight, 64 bits.</summary>
    Time = 14,
    Interval = 15,
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,
    Decimal = 19,
    TimestampS = 20,
    TimestampMs = 21,
    TimestampNs = 22,
    Enum = 23,
    List = 24,
    Struct = 25,
    Map = 26,
    Uuid = 27,
    Union = 28,
    Bit = 29,
    TimeTz = 30,

    /// <summary>Microseconds since 1970 in UTC, 64 bits.</summary>
    TimestampTz = 31,
    UHugeInt = 32,
    Array = 33,
    Any = 34,
    BigNum = 35,
    SqlNull = 36,
    StringLiteral = 37,
    IntegerLiteral = 38,
    TimeNs = 39,
}
