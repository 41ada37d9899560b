namespace Fathom.Index;

/// <summary>Functions that make questions shorter.</summary>
internal static class QueryMacros
{
    /// <summary>Defines them; the views are there already.</summary>
    internal const string Sql = """
        CREATE MACRO under(place) AS TABLE
          SELECT d.dir_id FROM dirs d, dirs top
          WHERE top.path = CASE WHEN place = '/' THEN place ELSE rtrim(place, '/') END AND d.pre >= top.pre AND d.pre < top.pre_end;
        CREATE MACRO human(bytes) AS CASE
          WHEN bytes IS NULL THEN NULL
          WHEN abs(bytes) < 1024 THEN bytes::BIGINT::VARCHAR
          WHEN ceil(10 * abs(bytes) / 1024.0 ** floor(log2(abs(bytes)::DOUBLE) / 10)) < 100
            THEN printf('%s%.1f', CASE WHEN bytes < 0 THEN '-' ELSE '' END, ceil(10 * abs(bytes) / 1024.0 ** floor(log2(abs(bytes)::DOUBLE) / 10)) / 10)
              || substr('KMGTPE', floor(log2(abs(bytes)::DOUBLE) / 10)::INTEGER, 1)
          ELSE CASE WHEN bytes < 0 THEN '-' ELSE '' END || ceil(abs(bytes) / 1024.0 ** floor(log2(abs(bytes)::DOUBLE) / 10))::BIGINT
              || substr('KMGTPE', floor(log2(abs(bytes)::DOUBLE) / 10)::INTEGER, 1) END;
        CREATE MACRO days(moment) AS date_diff('day', moment::TIMESTAMP, current_timestamp::TIMESTAMP);
        """;
}
