using System.Buffers;
using System.Text;

namespace Fathom.Cli;

/// <summary>CSV by RFC 4180. Names are raw bytes; NULL is an empty field, and an empty text is <c>""</c>.</summary>
internal sealed class CsvWriter : ResultWriter
{
    private static readonly SearchValues<byte> s_quoted = SearchValues.Create(",\"\r\n"u8);

    private readonly IBufferWriter<byte> _output;
    private readonly ArrayBufferWriter<byte> _value = new();

    internal CsvWriter(IReadOnlyList<ResultColumn> columns, IBufferWriter<byte> output)
        : base(columns)
    {
        _output = output;
        for (int i = 0; i < columns.Count; i++)
        {
            WriteSeparator(i);
            WriteField(Encoding.UTF8.GetBytes(columns[i].Name));
        }

        FinishRow();
    }

    internal override void End()
    {
    }

    public override void Dispose()
    {
    }

    private protected override void WriteText(ResultKind kind, ReadOnlySpan<byte> value)
    {
        WriteSeparator(Column);
        if (kind == ResultKind.Digest)
        {
            ResultText.WriteHex(_output, value);
        }
        else if (kind == ResultKind.Bytes)
        {
            _value.ResetWrittenCount();
            ResultText.WriteBytes(_value, value);
            WriteField(_value.WrittenSpan);
        }
        else
        {
            WriteField(value);
        }
    }

    private protected override void WriteNumber(ResultKind kind, long value)
    {
        WriteSeparator(Column);
        switch (kind)
        {
            case ResultKind.Time:
                ResultText.WriteTime(_output, value);
                break;
            case ResultKind.Boolean:
                _output.Write(value == 0 ? "false"u8 : "true"u8);
                break;
            default:
                ResultText.Write(_output, value);
                break;
        }
    }

    private protected override void WriteReal(double value)
    {
        WriteSeparator(Column);
        ResultText.Write(_output, value);
    }

    private protected override void WriteNull() => WriteSeparator(Column);

    private protected override void FinishRow() => _output.Write("\r\n"u8);

    private void WriteSeparator(int column)
    {
        if (column > 0)
        {
            _output.Write(","u8);
        }
    }

    private void WriteField(ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty && !value.ContainsAny(s_quoted))
        {
            _output.Write(value);
            return;
        }

        _output.Write("\""u8);
        for (int quote = value.IndexOf((byte)'"'); quote >= 0; quote = value.IndexOf((byte)'"'))
        {
            _output.Write(value[..(quote + 1)]);
            _output.Write("\""u8);
            value = value[(quote + 1)..];
        }

        _output.Write(value);
        _output.Write("\""u8);
    }
}
