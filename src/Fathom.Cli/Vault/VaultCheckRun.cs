using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>One run of <c>fathom vault check</c>: tells findings as they come, and the counts at the end.</summary>
internal sealed class VaultCheckRun(VaultCheck check, StandardOutput output)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>As typed.</summary>
    internal required byte[] Vault { get; init; }

    /// <summary>Every chunk is decrypted.</summary>
    internal bool ReadsData { get; init; }

    /// <summary>One document instead of lines.</summary>
    internal bool IsJson { get; init; }

    /// <summary>Without progress and remarks.</summary>
    internal bool IsQuiet { get; init; }

    /// <summary>Checks.</summary>
    /// <returns>Nothing is wrong, or not any longer.</returns>
    internal bool Run(CancellationToken cancellation)
    {
        bool isComplete = true;
        using Utf8JsonWriter? json = IsJson ? BeginJson() : null;
        try
        {
            using (ProgressLine.Start(IsQuiet, FormatProgress))
            {
                check.Run(finding => Write(finding, json), cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            isComplete = false;
        }

        VaultCheckReport report = check.Progress;
        if (json is not null)
        {
            EndJson(json, report, isComplete);
        }
        else
        {
            WriteSummary(report, isComplete);
        }

        output.Flush();
        return report.IsSound && isComplete;
    }

    /// <summary>A name of an enumeration as it is printed: <c>unreadable-chunks</c>.</summary>
    internal static string Hyphenate<T>(T value)
        where T : struct, Enum
    {
        StringBuilder text = new();
        foreach (char character in value.ToString())
        {
            text.Append(char.IsUpper(character) && text.Length > 0 ? "-" : string.Empty).Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }

    private void Write(VaultFinding finding, Utf8JsonWriter? json)
    {
        if (IsQuiet && finding.Severity == VaultFindingSeverity.Information)
        {
            return;
        }

        if (json is not null)
        {
            WriteJson(finding, json);
            json.Flush();
            return;
        }

        bool isKnown = !finding.ClearPath.IsEmpty;
        output.Write(finding.Severity == VaultFindingSeverity.Information ? "note" : Hyphenate(finding.Severity));
        output.Write(": "u8);
        WriteName(isKnown ? finding.ClearPath.Span : finding.StoredPath.Span);
        output.Write($": {Hyphenate(finding.Kind)}: {finding.Detail}\n");
        if (isKnown)
        {
            output.Write("  stored as "u8);
            WriteName(finding.StoredPath.Span);
            output.Write((byte)'\n');
        }

        output.Write(finding.Outcome switch
        {
            VaultRepairOutcome.Done => $"  repaired: {finding.Repair}\n",
            VaultRepairOutcome.Possible => $"  --repair would {finding.Repair}\n",
            VaultRepairOutcome.Failed => $"  not repaired, {finding.RepairErrno.Describe()}: {finding.Repair}\n",
            _ => string.Empty,
        });
        output.Flush();
    }

    private void WriteName(ReadOnlySpan<byte> name)
    {
        System.Buffers.ArrayBufferWriter<byte> escaped = new();
        NameEscaper.WriteQuoted(escaped, name);
        output.Write(escaped.WrittenSpan);
    }

    private void WriteSummary(VaultCheckReport report, bool isComplete)
    {
        WriteName(Vault);
        string state = !isComplete ? "not checked to the end" : report.IsSound ? "sound" : $"damaged, {report.Open:N0} problems";
        string unread = report.CheckedBytes < report.StoredBytes && !ReadsData ? "; --data checks all" : string.Empty;
        string repaired = report.Repaired > 0 ? $", {report.Repaired:N0} repaired" : string.Empty;
        string bytes = $"{SizeFormat.Human.ToText((ulong)report.CheckedBytes)} of {SizeFormat.Human.ToText((ulong)report.StoredBytes)}";
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            : {state}{repaired}
              {report.Directories:N0} directories, {report.Files:N0} files, {report.Links:N0} links, {report.LongNames:N0} long names
              {bytes} in files checked{unread}
              {report.Findings.Errors:N0} errors, {report.Findings.Warnings:N0} warnings, {report.Findings.Information:N0} notes

            """));
    }

    private Utf8JsonWriter BeginJson()
    {
        Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteName("vault"u8, Vault);
        json.WriteStartArray("findings"u8);
        return json;
    }

    private static void WriteJson(VaultFinding finding, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, Hyphenate(finding.Kind));
        json.WriteString("severity"u8, Hyphenate(finding.Severity));
        json.WriteName("stored_path"u8, finding.StoredPath.Span);
        if (!finding.ClearPath.IsEmpty)
        {
            json.WriteName("path"u8, finding.ClearPath.Span);
        }

        json.WriteString("detail"u8, finding.Detail);
        json.WriteString("repair"u8, Hyphenate(finding.Outcome));
        if (finding.Repair.Length > 0)
        {
            json.WriteString("repair_action"u8, finding.Repair);
        }

        if (finding.RepairErrno != Errno.None)
        {
            json.WriteString("repair_error"u8, finding.RepairErrno.Describe());
        }

        json.WriteEndObject();
    }

    private void EndJson(Utf8JsonWriter json, VaultCheckReport report, bool isComplete)
    {
        json.WriteEndArray();
        json.WriteBoolean("complete"u8, isComplete);
        json.WriteBoolean("sound"u8, report.IsSound);
        json.WriteNumber("directories"u8, report.Directories);
        json.WriteNumber("files"u8, report.Files);
        json.WriteNumber("links"u8, report.Links);
        json.WriteNumber("long_names"u8, report.LongNames);
        json.WriteNumber("stored_bytes"u8, report.StoredBytes);
        json.WriteNumber("checked_bytes"u8, report.CheckedBytes);
        json.WriteNumber("errors"u8, report.Findings.Errors);
        json.WriteNumber("warnings"u8, report.Findings.Warnings);
        json.WriteNumber("notes"u8, report.Findings.Information);
        json.WriteNumber("repaired"u8, report.Repaired);
        json.WriteNumber("open"u8, report.Open);
        json.WriteEndObject();
        json.Flush();
        output.Write((byte)'\n');
    }

    private int FormatProgress(Span<byte> line)
    {
        VaultCheckReport report = check.Progress;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Directories:N0} directories  {report.Files:N0} files  {SizeFormat.Human.ToText((ulong)report.CheckedBytes)} decrypted  {report.Open:N0} problems  {Stopwatch.GetElapsedTime(_started).TotalSeconds:F0} s");
        return Encoding.UTF8.TryGetBytes(text, line, out int written) ? written : 0;
    }
}
