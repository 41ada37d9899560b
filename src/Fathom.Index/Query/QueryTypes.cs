using System.Globalization;

namespace Fathom.Index;

/// <summary>How each type of DuckDB comes out of a query.</summary>
internal static class QueryTypes
{
    internal static QueryValueKind KindOf(DuckType type) => type switch
    {
        DuckType.Boolean => QueryValueKind.Boolean,
        DuckType.TinyInt or DuckType.SmallInt or DuckType.Integer or DuckType.BigInt
            or DuckType.UTinyInt or DuckType.USmallInt or DuckType.UInteger => QueryValueKind.Integer,
        DuckType.UBigInt or DuckType.HugeInt or DuckType.UHugeInt or DuckType.Decimal or DuckType.BigNum => QueryValueKind.Digits,
        DuckType.Float or DuckType.Double => QueryValueKind.Real,
        DuckType.Blob => QueryValueKind.Bytes,
        DuckType.TimestampNs => QueryValueKind.Nanoseconds,
        DuckType.Timestamp or DuckType.TimestampS or DuckType.TimestampMs or DuckType.TimestampTz => QueryValueKind.TimeText,
        _ => QueryValueKind.Text,
    };

    /// <summary>Whether values can be read as DuckDB has them; others become text inside the query.</summary>
    internal static bool IsDirect(DuckType type) => type == DuckType.Varchar
        || KindOf(type) is QueryValueKind.Boolean or QueryValueKind.Integer or QueryValueKind.Real or QueryValueKind.Bytes or QueryValueKind.Nanoseconds;

    /// <summary>A query of the same rows whose values can be read.</summary>
    /// <param name="statement">One SELECT, known to be complete: it is put into parentheses.</param>
    internal static string Wrap(string statement, IReadOnlyList<DuckColumn> columns)
    {
        IEnumerable<string> values = columns.Select(static (column, index) =>
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"c{index}");
            return KindOf(column.Type) == QueryValueKind.TimeText ? TimeText(name, column.Type)
                : IsDirect(column.Type) ? name
                : $"{name}::VARCHAR";
        });
        IEnumerable<string> names = columns.Select(static (_, index) => string.Create(CultureInfo.InvariantCulture, $"c{index}"));
        return $"SELECT {string.Join(", ", values)} FROM (\n{statement}\n) AS answer({string.Join(", ", names)})";
    }

    private static string TimeText(string name, DuckType type)
    {
        string utc = type == DuckType.TimestampTz ? $"({name} AT TIME ZONE 'UTC')" : name;
        return $"CASE WHEN isfinite({name}) THEN replace({utc}::VARCHAR, ' ', 'T') || 'Z' ELSE {name}::VARCHAR END";
    }
}
