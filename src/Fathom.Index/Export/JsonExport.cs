using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fathom.Index;

/// <summary>Entries as JSON lines, with the names that <c>fathom list --jsonl</c> gives them. A path that is no UTF-8 has its bytes under
/// <c>path_b64</c> too.</summary>
internal sealed class JsonExport(RowText output) : IDisposable
{
    internal const string Columns = "path, path_raw, target, target_raw, type, size, allocated, inode, device, nlink, uid, gid, mode, "
        + "epoch_ns(mtime), epoch_ns(ctime), epoch_ns(atime)";

    private const int FirstNumber = 5;

    private static readonly JsonEncodedText[] s_numbers =
    [
        .. ((string[])["size", "allocated", "inode", "device", "nlink", "uid", "gid", "mode", "mtime_ns", "ctime_ns", "atime_ns"])
            .Select(static name => JsonEncodedText.Encode(name)),
    ];

    // Lines go to files and pipes, not into HTML.
    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    internal void Write(DuckChunk chunk, int row)
    {
        _json.WriteStartObject();
        _json.WriteString("path"u8, chunk.Bytes(0, row));
        if (!chunk.IsNull(1, row))
        {
            _json.WriteBase64String("path_b64"u8, chunk.Bytes(1, row));
        }

        _json.WriteString("type"u8, chunk.Bytes(4, row));
        for (int i = 0; i < s_numbers.Length; i++)
        {
            if (!chunk.IsNull(FirstNumber + i, row))
            {
                _json.WriteNumber(s_numbers[i], chunk.Long(FirstNumber + i, row));
            }
        }

        if (!chunk.IsNull(2, row))
        {
            _json.WriteString("target"u8, chunk.Bytes(2, row));
        }

        if (!chunk.IsNull(3, row))
        {
            _json.WriteBase64String("target_b64"u8, chunk.Bytes(3, row));
        }

        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();
}
