using Microsoft.Win32.SafeHandles;

namespace Fathom.Index;

/// <summary>Owns a duckdb_database.</summary>
internal sealed class DuckDatabaseHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DuckDatabaseHandle()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        Interop.DuckDb.Close(ref handle);
        return true;
    }
}

/// <summary>Owns a duckdb_connection.</summary>
internal sealed class DuckConnectionHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DuckConnectionHandle()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        Interop.DuckDb.Disconnect(ref handle);
        return true;
    }
}

/// <summary>Owns a duckdb_prepared_statement.</summary>
internal sealed class DuckStatementHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DuckStatementHandle()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        Interop.DuckDb.DestroyPrepare(ref handle);
        return true;
    }
}
