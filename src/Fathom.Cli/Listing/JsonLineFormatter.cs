using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fathom.Cli;

/// <summary>One JSON object an entry, one entry a line (jsonlines.org).</summary>
internal sealed class JsonLineFormatter : EntryFormatter, IDisposable
{
    internal const StatMask Wanted = StatMask.Kind | StatMask.Size | StatMask.Allocated | StatMask.Inode | StatMask.Device | StatMask.Links
        | StatMask.Uid | StatMask.Gid | StatMask.Mode | StatMask.Atime | StatMask.Mtime | StatMask.Ctime | StatMask.Target;

    // Lines go to files and pipes, not into HTML.
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly Utf8JsonWriter _writer = new(Stream.Null, s_options);

    /// <inheritdoc/>
    internal override void Write(in ListedEntry entry, LineBuffer output)
    {
        _writer.Reset(output);
        _writer.WriteStartObject();
        _writer.WriteName("path"u8, entry.Path);
        _writer.WriteString("type"u8, entry.Kind.ToLetter());
        WriteAttributes(in entry);
        if (entry.Kind == EntryKind.Symlink && entry.Has(StatMask.Target))
        {
            _writer.WriteName("target"u8, entry.Batch.Target(entry.Index));
        }

        if (entry.Error != Errno.None)
        {
            _writer.WriteString("error"u8, $"{entry.Error}: {entry.Error.Describe()}");
        }

        _writer.WriteEndObject();
        _writer.Flush();
        output.Write((byte)'\n');
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // What a tree does not have is left out.
    private void WriteAttributes(in ListedEntry entry)
    {
        EntryBatch batch = entry.Batch;
        int i = entry.Index;
        WriteSizes(in entry);
        if (entry.Has(StatMask.Links))
        {
            _writer.WriteNumber("nlink"u8, batch.Links[i]);
        }

        if (entry.Has(StatMask.Uid | StatMask.Gid))
        {
            _writer.WriteNumber("uid"u8, batch.Uids[i]);
            _writer.WriteNumber("gid"u8, batch.Gids[i]);
        }

        if (entry.Has(StatMask.Mode))
        {
            _writer.WriteNumber("mode"u8, batch.Modes[i] & 0xFFF);
        }

        WriteTime("atime_ns"u8, entry.Has(StatMask.Atime) ? batch.Atimes[i] : null);
        WriteTime("mtime_ns"u8, entry.Has(StatMask.Mtime) ? batch.Mtimes[i] : null);
        WriteTime("ctime_ns"u8, entry.Has(StatMask.Ctime) ? batch.Ctimes[i] : null);
    }

    private void WriteSizes(in ListedEntry entry)
    {
        EntryBatch batch = entry.Batch;
        int i = entry.Index;
        if (entry.Has(StatMask.Size))
        {
            _writer.WriteNumber("size"u8, batch.Sizes[i]);
        }

        if (entry.Has(StatMask.Allocated))
        {
            _writer.WriteNumber("allocated"u8, batch.Allocated[i]);
        }

        if (entry.Has(StatMask.Inode))
        {
            _writer.WriteNumber("inode"u8, batch.Inodes[i]);
        }

        if (entry.Has(StatMask.Device))
        {
            _writer.WriteNumber("device"u8, batch.Devices[i]);
        }
    }

    private void WriteTime(ReadOnlySpan<byte> name, long? nanoseconds)
    {
        if (nanoseconds is not null)
        {
            _writer.WriteNumber(name, nanoseconds.Value);
        }
    }
}
