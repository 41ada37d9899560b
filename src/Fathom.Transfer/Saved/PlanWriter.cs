using System.Buffers;
using System.Text.Json;

namespace Fathom.Transfer;

/// <summary>Writes a plan to a file, to be carried out later: JSON, an object a line (docs/plan-format.md).</summary>
/// <remarks>Not thread-safe. A plan that does not have its last line is refused, so one that was broken off is never carried out.</remarks>
public sealed class PlanWriter : IDisposable
{
    private const int FlushSize = 64 * 1024;

    private readonly Stream _output;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushSize);
    private readonly Utf8JsonWriter _json;
    private long _steps;

    /// <param name="output">Stays the caller's.</param>
    /// <param name="directory">That paths of the command line are relative to, raw bytes.</param>
    /// <param name="arguments">Of the command line without the command: what the plan is carried out with.</param>
    public PlanWriter(Stream output, byte[] directory, IReadOnlyList<byte[]> arguments)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(arguments);
        _output = output;
        _json = PlanKey.OpenWriter(_buffer);
        _json.WriteStartObject();
        _json.WriteNumber("fathom_plan"u8, SavedPlan.Version);
        PlanKey.WriteBytes(_json, "directory", directory);
        _json.WriteStartArray("arguments"u8);
        foreach (byte[] argument in arguments)
        {
            _json.WriteStartObject();
            PlanKey.WriteBytes(_json, "value", argument);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        End();
    }

    /// <summary>Writes the last line: the plan is whole.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void Complete()
    {
        _json.WriteStartObject();
        _json.WriteBoolean("end"u8, true);
        _json.WriteNumber("steps"u8, _steps);
        End();
        Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    /// <summary>Adds a step.</summary>
    internal void Write(PlanStep step)
    {
        if (!PlanKey.IsKept(step))
        {
            return;
        }

        _json.WriteStartObject();
        _json.WritePropertyName("key"u8);
        PlanKey.Write(_json, step);
        _json.WriteString("do"u8, step.Kind.ToName());
        _steps++;
        End();
        if (_buffer.WrittenCount > FlushSize)
        {
            Flush();
        }
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
    }

    private void Flush()
    {
        _output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
