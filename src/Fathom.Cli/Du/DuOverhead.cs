using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>What encryption costs in one vault, as lines or as JSON.</summary>
internal sealed class DuOverhead
{
    private const int LabelColumns = 44;

    // In the order of the enumeration; the words of the JSON document are the names there.
    private static readonly string[] s_labels =
    [
        "files", "links (symlink.c9r)", "directories", "folders that only the ciphertext has", "ids of directories (dir.c9r)",
        "ids in contents (dirid.c9r)", "long names (name.c9s)", "keys and configuration", "backups of keys and configuration", "other files",
    ];

    private readonly byte[] _root;
    private readonly VaultOverhead _overhead;
    private readonly bool _isPartial;

    /// <param name="overhead">After its walk.</param>
    internal DuOverhead(ReadOnlySpan<byte> root, VaultOverhead overhead, bool isPartial)
    {
        _root = root.ToArray();
        _overhead = overhead;
        _isPartial = isPartial;
    }

    /// <summary>Refuses what no overhead can be told of, before anything is walked.</summary>
    /// <exception cref="UsageException">The root is no vault, or entries are left out by their names.</exception>
    internal static void Check(ReadOnlySpan<byte> root, WalkOptions walk)
    {
        if (!VaultRoot.IsVault(root))
        {
            string typed = PathText.ToText(root);
            throw new UsageException($"--overhead cannot be used with {NameEscaper.Quote(typed)}: it is told of vaults, such as {NameEscaper.Quote("vault:" + typed)}");
        }

        if (walk.Filter is not null)
        {
            throw new UsageException("--overhead cannot be combined with --exclude or --exclude-from: what is stored is counted whole, its names are encrypted");
        }
    }

    /// <summary>Writes a line of all, and one for each kind that is there, as text.</summary>
    internal void Write(DuOptions options, StandardOutput output)
    {
        ArrayBufferWriter<byte> name = new(256);
        NameEscaper.Write(name, _root);
        VaultStoredBytes total = _overhead.Total;
        (long stored, long clear) = Values(options.Measure, in total);
        output.Write("overhead of "u8);
        output.Write(name.WrittenSpan);
        WriteLine(options, output, $": {Text(options, stored)}{(options.Measure == DuMeasure.Entries ? " nodes" : string.Empty)} stored for {Text(options, clear)} of cleartext{Percent(stored, clear)}{(_isPartial ? ", not complete" : string.Empty)}");
        foreach (VaultStoredKind kind in Enum.GetValues<VaultStoredKind>())
        {
            VaultStoredBytes bytes = _overhead[kind];
            if (bytes.Nodes == 0)
            {
                continue;
            }

            (stored, clear) = Values(options.Measure, in bytes);
            string count = options.Measure == DuMeasure.Entries ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" ({bytes.Nodes:N0})");
            string ofClear = bytes.ClearNodes == 0 ? string.Empty : $" for {Text(options, clear)}{Percent(stored, clear)}";
            WriteLine(options, output, $"  {(s_labels[(int)kind] + count).PadRight(LabelColumns)} {Text(options, stored)}{ofClear}");
        }
    }

    /// <summary>Writes an object.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteName("root"u8, _root);
        VaultStoredBytes total = _overhead.Total;
        Write(json, in total);
        json.WriteStartObject("kinds"u8);
        foreach (VaultStoredKind kind in Enum.GetValues<VaultStoredKind>())
        {
            VaultStoredBytes bytes = _overhead[kind];
            json.WriteStartObject(VaultCheckRun.Hyphenate(kind).Replace('-', '_'));
            Write(json, in bytes);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteBoolean("partial"u8, _isPartial);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in VaultStoredBytes bytes)
    {
        json.WriteStartObject("stored"u8);
        json.WriteNumber("size"u8, bytes.Apparent);
        json.WriteNumber("allocated"u8, bytes.Allocated);
        json.WriteNumber("entries"u8, bytes.Nodes);
        json.WriteEndObject();
        json.WriteStartObject("cleartext"u8);
        json.WriteNumber("size"u8, bytes.ClearApparent);
        json.WriteNumber("allocated"u8, bytes.ClearAllocated);
        json.WriteNumber("entries"u8, bytes.ClearNodes);
        json.WriteEndObject();
    }

    private static (long Stored, long Clear) Values(DuMeasure measure, in VaultStoredBytes bytes) => measure switch
    {
        DuMeasure.Entries => (bytes.Nodes, bytes.ClearNodes),
        DuMeasure.Apparent => (bytes.Apparent, bytes.ClearApparent),
        _ => (bytes.Allocated, bytes.ClearAllocated),
    };

    private static string Text(DuOptions options, long value)
    {
        SizeFormat format = options.HasSizeFormat || options.Measure == DuMeasure.Entries ? options.Number : SizeFormat.Human;
        return format.ToText((ulong)Math.Max(0, value));
    }

    private static string Percent(long stored, long clear) => clear <= 0 ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $" ({(stored - clear) * 100.0 / clear:+0.0;-0.0;+0.0} %)");

    private static void WriteLine(DuOptions options, StandardOutput output, string text)
    {
        output.Write(Encoding.UTF8.GetBytes(text));
        output.Write(options.Terminator);
    }
}
