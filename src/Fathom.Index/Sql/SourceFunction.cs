using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom.Index;

/// <summary>A source as a table function. DuckDB holds a handle to it until it drops the function with the database.</summary>
internal sealed unsafe class SourceFunction
{
    private readonly DuckColumn[] _columns;
    private readonly IVectorSource _source;
    private readonly DuckSources _sources;

    private SourceFunction(DuckColumn[] columns, IVectorSource source, DuckSources sources)
    {
        _columns = columns;
        _source = source;
        _sources = sources;
    }

    /// <summary>Registers a source for all connections of a database.</summary>
    /// <returns>Whether DuckDB took it.</returns>
    internal static bool Register(
        DuckConnectionHandle connection, string name, DuckColumn[] columns, IVectorSource source, DuckSources sources)
    {
        SourceFunction function = new(columns, source, sources);
        return Interop.DuckDb.Register(connection, name, new Interop.DuckDb.TableFunctionCallbacks
        {
            Info = GCHandle.ToIntPtr(GCHandle.Alloc(function)),
            Free = &Free,
            Bind = &Bind,
            Init = &Init,
            Fill = &Fill,
        });
    }

    private static SourceFunction From(nint info) => (SourceFunction)GCHandle.FromIntPtr(info).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint info) => GCHandle.FromIntPtr(info).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint bind)
    {
        SourceFunction function = From(Interop.DuckDb.BindExtraInfo(bind));
        foreach (DuckColumn column in function._columns)
        {
            Interop.DuckDb.AddResultColumn(bind, column.Name, (int)column.Type);
        }
    }

    // A source is asked by one thread at a time, so its rows keep their order.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint init) => Interop.DuckDb.SetMaxThreads(init, 1);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(nint info, nint chunk)
    {
        SourceFunction function = From(Interop.DuckDb.FunctionExtraInfo(info));
        try
        {
            VectorWriter output = new(chunk, function._columns);
            int rows = function._source.Fill(in output);
            if ((uint)rows > (uint)output.Capacity)
            {
                throw new InvalidOperationException($"A source wrote {rows} rows into a chunk of {output.Capacity}.");
            }

            Interop.DuckDb.SetChunkSize(chunk, rows);
        }
#pragma warning disable CA1031 // an exception cannot pass through native frames: it waits where the statement was run
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interop.DuckDb.FailFunction(info, function._sources.Keep(exception));
        }
    }
}
