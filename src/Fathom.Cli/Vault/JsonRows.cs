using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fathom.Cli;

/// <summary>A row as a JSON object on a line of its own, for what was named and not listed.</summary>
internal static class JsonRows
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it, with the members that a listing writes.</summary>
    internal static void Write(DirectoryRow row, StandardOutput output)
    {
        using (Utf8JsonWriter json = new(output, s_options))
        {
            NodeAttributes attributes = row.Attributes;
            json.WriteStartObject();
            json.WriteName("path"u8, row.Name);
            json.WriteString("type"u8, row.Kind.ToLetter());
            json.WriteNumber("size"u8, attributes.Size);
            json.WriteNumber("allocated"u8, attributes.Allocated);
            json.WriteNumber("inode"u8, attributes.Inode);
            json.WriteNumber("device"u8, attributes.Device);
            json.WriteNumber("nlink"u8, attributes.Links);
            json.WriteNumber("uid"u8, attributes.Uid);
            json.WriteNumber("gid"u8, attributes.Gid);
            json.WriteNumber("mode"u8, attributes.Mode & 0xFFF);
            json.WriteNumber("atime_ns"u8, attributes.Atime);
            json.WriteNumber("mtime_ns"u8, attributes.Mtime);
            json.WriteNumber("ctime_ns"u8, attributes.Ctime);
            if (row.Kind == EntryKind.Symlink)
            {
                json.WriteName("target"u8, row.Target);
            }

            json.WriteEndObject();
        }

        output.Write((byte)'\n');
    }
}
