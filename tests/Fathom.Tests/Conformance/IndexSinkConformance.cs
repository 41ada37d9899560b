using Fathom.Index;
using Fathom.Tests.Index;
using Fathom.Tests.Support;

namespace Fathom.Tests.Conformance;

/// <summary>A log of rows, written to parts that DuckDB reads back.</summary>
public sealed class IndexSinkConformance : SinkConformance, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<ISink, Rig> _rigs = [];

    public void Dispose()
    {
        foreach (Rig rig in _rigs.Values)
        {
            rig.Dispose();
        }

        _folder.Dispose();
    }

    protected override ISink Create()
    {
        Rig rig = new(_folder.At($"{_rigs.Count}.fathom"), new ScanOptions { Writers = 2, RowsPerPart = 300 });
        _rigs.Add(rig.Sink, rig);
        return rig.Sink;
    }

    protected override SinkContent Read(ISink sink)
    {
        Rig rig = _rigs[sink];
        rig.Commit();
        bool isEmpty = rig.Catalog.GetParts().Count == 0;
        string entries = $"{rig.Path}/entries/*.parquet";
        bool isWhole = rig.Catalog.CountPending() == 0;
        return new SinkContent
        {
            Entries = isEmpty ? 0 : IndexRows.Number(rig.Path, $"SELECT count(*) FROM read_parquet('{entries}')"),
            Errors = rig.Catalog.CountErrors(),
            ApparentBytes = isEmpty ? 0 : IndexRows.Number(rig.Path, $"SELECT sum(size)::BIGINT FROM read_parquet('{entries}')"),

            // Entries of a directory that was not listed to its end have no row to take a path from.
            Paths = isEmpty || !isWhole || Directory.GetFiles($"{rig.Path}/dirs").Length == 0 ? null : IndexRows.Paths(rig.Path),
        };
    }

    // A scan without its finish: the sink alone is tried.
    private sealed class Rig : IDisposable
    {
        private readonly RowLog _log;
        private readonly ScanDatabase _database = new();
        private readonly PartWriters _writers;
        private bool _isCommitted;

        internal Rig(string path, ScanOptions options)
        {
            Path = path;
            IndexFolder folder = new(path);
            folder.Create();
            Catalog = Catalog.Create(path, static _ => { });
            Catalog.Commit(() => Catalog.AddRoot(0, "root"u8));
            _log = new RowLog(options.Writers, 1, new EpochLimits(options.RowsPerPart * options.Writers, options.CommitInterval));
            _writers = new PartWriters(_log, _database, folder, Catalog, options);
            _writers.Start();
            Sink = new IndexSink(_log, options, IndexSink.Stored, resume: null);
        }

        internal string Path { get; }

        internal Catalog Catalog { get; }

        internal IndexSink Sink { get; }

        internal void Commit()
        {
            _isCommitted = true;
            _log.Close();
            _writers.Join();
        }

        public void Dispose()
        {
            if (!_isCommitted)
            {
                _log.Fail(new OperationCanceledException());
                _writers.Wait();
            }

            Catalog.Dispose();
            _log.Dispose();
            _database.Dispose();
        }
    }
}
