using Microsoft.Win32.SafeHandles;

namespace Fathom.Index;

/// <summary>Owns a sqlite3.</summary>
internal sealed class SqliteDatabaseHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public SqliteDatabaseHandle()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle() => Interop.Sqlite.Close(handle) == Interop.Sqlite.SQLITE_OK;
}

/// <summary>Owns a sqlite3_stmt.</summary>
internal sealed class SqliteStatementHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public SqliteStatementHandle()
        : base(ownsHandle: true)
    {
    }

    // It returns the error of the last step, which was reported then.
    protected override bool ReleaseHandle()
    {
        _ = Interop.Sqlite.FinalizeStatement(handle);
        return true;
    }
}
