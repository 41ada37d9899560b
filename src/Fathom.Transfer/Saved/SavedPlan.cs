using System.Buffers;
using System.Text.Json;

namespace Fathom.Transfer;

/// <summary>A plan that was saved: which steps may be carried out, as long as nothing that they depend on has changed.</summary>
/// <remarks>Not thread-safe. Costs 32 bytes a step or so in memory. What the file says is only ever compared, so a damaged or forged one can hold steps back, and make
/// none that a transfer with the same options would not make.</remarks>
public sealed class SavedPlan
{
    /// <summary>Of the format.</summary>
    internal const int Version = 1;

    // The longest path that a line may have, escaped six times as long, and then some.
    private const int MaxLine = 1 << 20;

    private readonly Stream _input;
    private readonly Dictionary<UInt128, bool> _steps = [];
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly Utf8JsonWriter _json;

    private SavedPlan(Stream input)
    {
        _input = input;
        _json = PlanKey.OpenWriter(_key);
    }

    /// <summary>The command line that the plan was made with.</summary>
    public PlanHeader Header { get; private set; } = new([], []);

    /// <summary>Steps that the plan has.</summary>
    public int Count => _steps.Count;

    /// <summary>Reads a plan.</summary>
    /// <param name="input">A file that can be read twice; it stays open, and the caller's, as long as the plan is used.</param>
    /// <exception cref="InvalidDataException">It is no plan, or not a whole one; the message says which line is wrong.</exception>
    public static SavedPlan Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Guarded(() =>
        {
            SavedPlan plan = new(input);
            plan.Read();
            return plan;
        });
    }

    /// <summary>Reads JSON of any kind as what was meant to be a plan.</summary>
    internal static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException("it is no plan of this version of fathom: " + wrong.Message, wrong);
        }
    }

    /// <summary>The plan has this step, and nothing that it depends on has changed. Each step is given once.</summary>
    internal bool Take(PlanStep step)
    {
        _key.ResetWrittenCount();
        _json.Reset();
        PlanKey.Write(_json, step);
        _json.Flush();
        UInt128 digest = PlanKey.Digest(_key.WrittenSpan);
        if (!_steps.TryGetValue(digest, out bool isTaken) || isTaken)
        {
            return false;
        }

        _steps[digest] = true;
        return true;
    }

    /// <summary>Paths of the steps that were not taken, in the order of the plan.</summary>
    internal IEnumerable<byte[]> Untaken()
    {
        _input.Position = 0;
        foreach (ReadOnlyMemory<byte> line in Lines(_input))
        {
            int end = KeyEnd(line.Span);
            if (end > 0 && !_steps[PlanKey.Digest(line.Span[KeyStart..end])])
            {
                using JsonDocument key = JsonDocument.Parse(line[KeyStart..end]);
                yield return BytesOf(key.RootElement, "path");
            }
        }
    }

    private static int KeyStart => "{\"key\":"u8.Length;

    private static int KeyEnd(ReadOnlySpan<byte> line) => line.StartsWith("{\"key\":"u8) ? line.LastIndexOf(PlanKey.Separator) : -1;

    internal static byte[] BytesOf(JsonElement element, string name) =>
        element.TryGetProperty(name + "_b64", out JsonElement encoded)
            ? encoded.GetBytesFromBase64()
            : System.Text.Encoding.UTF8.GetBytes(element.GetProperty(name).GetString() ?? "");

    private void Read()
    {
        bool isFirst = true;
        bool isWhole = false;
        foreach (ReadOnlyMemory<byte> line in Lines(_input))
        {
            if (isWhole)
            {
                throw new InvalidDataException("the plan goes on behind its end");
            }

            int end = KeyEnd(line.Span);
            if (isFirst)
            {
                Header = PlanHeader.Parse(line);
                isFirst = false;
            }
            else if (end > 0)
            {
                _steps[PlanKey.Digest(line.Span[KeyStart..end])] = false;
            }
            else
            {
                using JsonDocument last = JsonDocument.Parse(line);
                isWhole = last.RootElement.GetProperty("end").GetBoolean() && last.RootElement.GetProperty("steps").GetInt64() == _steps.Count;
            }
        }

        if (!isWhole)
        {
            throw new InvalidDataException("the plan is not whole: it was broken off, or has been cut; make it again");
        }
    }

    internal static IEnumerable<ReadOnlyMemory<byte>> Lines(Stream input)
    {
        byte[] buffer = new byte[64 * 1024];
        int used = 0;
        int read;
        while ((read = input.Read(buffer, used, buffer.Length - used)) > 0)
        {
            used += read;
            int start = 0;
            int length;
            while ((length = buffer.AsSpan(start, used - start).IndexOf((byte)'\n')) >= 0)
            {
                yield return buffer.AsMemory(start, length);
                start += length + 1;
            }

            buffer.AsSpan(start, used - start).CopyTo(buffer);
            used -= start;
            if (used == buffer.Length)
            {
                if (buffer.Length >= MaxLine)
                {
                    throw new InvalidDataException("a line is longer than any of a plan");
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        if (used > 0)
        {
            throw new InvalidDataException("the plan is not whole: its last line has no end; make it again");
        }
    }
}
