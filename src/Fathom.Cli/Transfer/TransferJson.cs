using System.Text.Encodings.Web;
using System.Text.Json;
using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>Tells a plan or a transfer as JSON, an object a line on standard output: <c>step</c>, <c>notice</c>, <c>error</c>, and <c>summary</c> at the end.</summary>
/// <param name="options">What is preserved.</param>
/// <param name="tellsUnchanged">Also what stays as it is.</param>
/// <param name="stream">Standard output.</param>
internal sealed class TransferJson(TransferOptions options, bool tellsUnchanged, StandardOutput stream) : ITransferObserver, IDisposable
{
    // The output is no part of a web page, and '>' is in every line of a copy.
    private static readonly JsonWriterOptions s_writing = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json = new(stream, s_writing);
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void OnStep(PlanStep step)
    {
        bool isSignificant = (step.Changes & ItemChanges.Significant) != 0 || step.Leader.Length > 0;
        if (!isSignificant && !tellsUnchanged)
        {
            return;
        }

        Span<byte> columns = stackalloc byte[ItemizedChanges.Length];
        ItemizedChanges.Write(columns, step, options);
        lock (_gate)
        {
            Begin("step"u8);
            _json.WriteString("action"u8, step.Kind.ToName());
            _json.WriteName("path"u8, step.Path.Span);
            _json.WriteString("type"u8, step.NodeKind.ToLetter());
            _json.WriteString("changes"u8, columns.TrimEnd((byte)' '));
            WriteNode(step);
            End();
        }
    }

    /// <inheritdoc/>
    public void OnNotice(TransferNotice notice, ReadOnlyMemory<byte> path, long count)
    {
        lock (_gate)
        {
            Begin("notice"u8);
            _json.WriteString("notice"u8, JsonNamingPolicy.KebabCaseLower.ConvertName(notice.ToString()));
            if (path.Length > 0)
            {
                _json.WriteName("path"u8, path.Span);
            }

            _json.WriteNumber("count"u8, count);
            End();
        }
    }

    /// <inheritdoc/>
    public void OnError(in TransferError error)
    {
        lock (_gate)
        {
            Begin("error"u8);
            _json.WriteString("action"u8, JsonNamingPolicy.KebabCaseLower.ConvertName(error.Action.ToString()));
            _json.WriteString("side"u8, error.IsSource ? "source"u8 : "target"u8);
            _json.WriteName("path"u8, error.Path.Span);
            _json.WriteString("error"u8, $"{error.Errno}: {error.Errno.Describe()}");
            End();
        }
    }

    /// <summary>The last line.</summary>
    /// <param name="exitCode">Of the process.</param>
    internal void WriteSummary(TransferTotals totals, bool isPlan, int exitCode)
    {
        lock (_gate)
        {
            Begin("summary"u8);
            _json.WriteBoolean("plan"u8, isPlan);
            _json.WriteNumber("seen"u8, TransferSummary.Sum(totals.Seen));
            _json.WriteNumber("seen_bytes"u8, totals.SeenBytes);
            _json.WriteNumber("created"u8, TransferSummary.Sum(totals.Created));
            _json.WriteNumber("deleted"u8, TransferSummary.Sum(totals.Deleted));
            _json.WriteNumber("not_deleted"u8, totals.NotDeleted);
            _json.WriteNumber("files_to_copy"u8, totals.FilesToCopy);
            _json.WriteNumber("bytes_to_copy"u8, totals.BytesToCopy);
            _json.WriteNumber("files_copied"u8, totals.FilesCopied);
            _json.WriteNumber("bytes_copied"u8, totals.BytesCopied);
            _json.WriteNumber("vanished"u8, totals.Vanished);
            _json.WriteNumber("errors"u8, totals.Errors);
            _json.WriteNumber("exit"u8, exitCode);
            End();
        }
    }

    /// <summary>Ends the writer; the stream stays open.</summary>
    public void Dispose() => _json.Dispose();

    private void WriteNode(PlanStep step)
    {
        if (step.Kind != StepKind.Delete)
        {
            _json.WriteNumber("size"u8, step.Source.Size);
            _json.WriteNumber("mtime_ns"u8, step.Source.Mtime);
        }

        if (step.LinkTarget.Length > 0)
        {
            _json.WriteName("target"u8, step.LinkTarget.Span);
        }

        if (step.Leader.Length > 0)
        {
            _json.WriteName("leader"u8, step.Leader.Span);
        }
    }

    private void Begin(ReadOnlySpan<byte> name)
    {
        _json.WriteStartObject();
        _json.WriteString("event"u8, name);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        stream.Write((byte)'\n');
    }
}
