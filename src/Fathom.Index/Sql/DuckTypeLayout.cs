namespace Fathom.Index;

/// <summary>How values of a <see cref="DuckType"/> lie in a vector.</summary>
internal static class DuckTypeLayout
{
    /// <summary>Bytes of a value; 0 for types whose layout the number alone does not say (decimals, enums, nested ones).</summary>
    internal static int Size(this DuckType type) => type switch
    {
        DuckType.Boolean or DuckType.TinyInt or DuckType.UTinyInt => 1,
        DuckType.SmallInt or DuckType.USmallInt => 2,
        DuckType.Integer or DuckType.UInteger or DuckType.Float or DuckType.Date => 4,
        DuckType.BigInt or DuckType.UBigInt or DuckType.Double => 8,
        DuckType.Time or DuckType.TimeTz or DuckType.TimeNs => 8,
        DuckType.Timestamp or DuckType.TimestampS or DuckType.TimestampMs or DuckType.TimestampNs or DuckType.TimestampTz => 8,
        DuckType.HugeInt or DuckType.UHugeInt or DuckType.Uuid or DuckType.Interval => 16,
        DuckType.Varchar or DuckType.Blob => 16,
        _ => 0,
    };

    /// <summary>Values are <see cref="DuckString"/>s.</summary>
    internal static bool IsString(this DuckType type) => type is DuckType.Varchar or DuckType.Blob;
}
