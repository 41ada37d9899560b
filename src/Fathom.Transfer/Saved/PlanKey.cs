using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Fathom.Transfer;

// A line of a saved plan:  {"key":{"path":...,"source":{...},"target":{...}},"do":"copy"}
//
// The key is what has to be so still when the step is carried out. A transfer that carries out a saved plan compares both trees again, makes the key of each
// of its own steps, and asks whether the plan has it: so a plan can hold back steps, and never make one.

/// <summary>What a step depends on: its name, and the nodes that have it on both sides.</summary>
internal static class PlanKey
{
    private static readonly JsonWriterOptions s_writing = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What ends the key in a line.</summary>
    internal static ReadOnlySpan<byte> Separator => ",\"do\":"u8;

    /// <summary>A writer that makes the same bytes of the same values.</summary>
    internal static Utf8JsonWriter OpenWriter(IBufferWriter<byte> output) => new(output, s_writing);

    /// <summary>A step can be kept in a plan: something is done.</summary>
    internal static bool IsKept(PlanStep step) => step.Kind != StepKind.Keep || step.IsGrouped;

    /// <summary>Writes a key as a JSON object.</summary>
    internal static void Write(Utf8JsonWriter json, PlanStep step)
    {
        json.WriteStartObject();
        WriteBytes(json, "path", step.Path.Span);
        if (step.Kind != StepKind.Delete)
        {
            WriteNode(json, "source"u8, step.Source);
        }

        if (step.TargetExists)
        {
            WriteNode(json, "target"u8, step.Target);
        }

        json.WriteEndObject();
    }

    /// <summary>Bytes as text, or in base64 under another name if they are no UTF-8.</summary>
    internal static void WriteBytes(Utf8JsonWriter json, string name, ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            json.WriteString(name, bytes);
        }
        else
        {
            json.WriteBase64String(name + "_b64", bytes);
        }
    }

    /// <summary>128 bits that stand for a key.</summary>
    internal static UInt128 Digest(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    // Size and times of a directory change with every name in it.
    private static void WriteNode(Utf8JsonWriter json, ReadOnlySpan<byte> name, in NodeAttributes node)
    {
        json.WriteStartObject(name);
        json.WriteNumber("kind"u8, (int)node.Kind);
        json.WriteNumber("inode"u8, node.Inode);
        if (node.Kind != EntryKind.Directory)
        {
            json.WriteNumber("size"u8, node.Size);
            json.WriteNumber("mtime_ns"u8, node.Mtime);
            json.WriteNumber("ctime_ns"u8, node.Ctime);
        }

        json.WriteEndObject();
    }
}
