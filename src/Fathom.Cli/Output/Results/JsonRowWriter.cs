using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fathom.Cli;

/// <summary>JSON: an array of objects, or an object on each line. Names that are no UTF-8 have their bytes under <c>NAME_b64</c> too.</summary>
internal sealed class JsonRowWriter : ResultWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly Utf8JsonWriter _json;
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly bool _isArray;
    private readonly byte[][] _keys;
    private bool _isOpen;
    private bool _hasRows;

    internal JsonRowWriter(IReadOnlyList<ResultColumn> columns, IBufferWriter<byte> output, bool isArray)
        : base(columns)
    {
        _output = output;
        _isArray = isArray;
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _keys = MakeKeys(columns);
        if (isArray)
        {
            output.Write("["u8);
        }
    }

    internal override void End()
    {
        if (_isArray)
        {
            _output.Write(_hasRows ? "\n]\n"u8 : "]\n"u8);
        }
    }

    public override void Dispose() => _json.Dispose();

    private protected override void WriteText(ResultKind kind, ReadOnlySpan<byte> value)
    {
        byte[] key = Open();
        switch (kind)
        {
            case ResultKind.Name:
                _json.WriteName(key, value);
                break;
            case ResultKind.Bytes:
                _json.WriteBase64String([.. key, .. "_b64"u8], value);
                break;
            case ResultKind.Digest:
                _value.ResetWrittenCount();
                ResultText.WriteHex(_value, value);
                _json.WriteString(key, _value.WrittenSpan);
                break;
            case ResultKind.Number:
                _json.WritePropertyName(key);
                _json.WriteRawValue(value, skipInputValidation: true);
                break;
            default:
                _json.WriteString(key, value);
                break;
        }
    }

    private protected override void WriteNumber(ResultKind kind, long value)
    {
        byte[] key = Open();
        switch (kind)
        {
            case ResultKind.Time:
                _value.ResetWrittenCount();
                ResultText.WriteTime(_value, value);
                _json.WriteString(key, _value.WrittenSpan);
                break;
            case ResultKind.Boolean:
                _json.WriteBoolean(key, value != 0);
                break;
            default:
                _json.WriteNumber(key, value);
                break;
        }
    }

    private protected override void WriteReal(double value)
    {
        byte[] key = Open();
        if (double.IsFinite(value))
        {
            _json.WriteNumber(key, value);
        }
        else
        {
            _json.WriteNull(key); // JSON has no other word for it.
        }
    }

    private protected override void WriteNull()
    {
        byte[] key = Open();
        if (Columns[Column].Kind == ResultKind.Bytes)
        {
            _json.WriteNull([.. key, .. "_b64"u8]);
        }
        else
        {
            _json.WriteNull(key);
        }
    }

    private protected override void FinishRow()
    {
        if (!_isOpen)
        {
            Begin();
        }

        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _isOpen = false;
        if (!_isArray)
        {
            _output.Write("\n"u8);
        }
    }

    private byte[] Open()
    {
        if (!_isOpen)
        {
            Begin();
        }

        return _keys[Column];
    }

    private void Begin()
    {
        if (_isArray)
        {
            _output.Write(_hasRows ? ",\n"u8 : "\n"u8);
        }

        _isOpen = true;
        _hasRows = true;
        _json.WriteStartObject();
    }

    // A result may have two columns of one name, and an object may not.
    private static byte[][] MakeKeys(IReadOnlyList<ResultColumn> columns)
    {
        HashSet<string> used = new(StringComparer.Ordinal);
        byte[][] keys = new byte[columns.Count][];
        for (int i = 0; i < columns.Count; i++)
        {
            string key = columns[i].Name;
            for (int n = 1; !used.Add(key); n++)
            {
                key = $"{columns[i].Name}_{n}";
            }

            keys[i] = Encoding.UTF8.GetBytes(key);
        }

        return keys;
    }
}
