using System.Buffers;
using System.Text;
using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>Tells a plan or a transfer as rsync does: steps and what is left out on standard output, failures on standard error.</summary>
/// <param name="command">As in <c>fathom sync</c>, for failures.</param>
/// <param name="output">What is printed.</param>
/// <param name="lines">How steps look.</param>
/// <param name="stream">Standard output.</param>
internal sealed class TransferText(string command, TransferOutput output, TransferLines lines, StandardOutput stream) : ITransferObserver
{
    private readonly Message _message = new(command);
    private readonly TransferNotices _notices = new(output);
    private readonly PrintedBytes _printed = new(output.IsEightBit, PrintedBytes.IsUtf8Locale(Environment.GetEnvironmentVariable));
    private readonly ArrayBufferWriter<byte> _line = new(256);
    private readonly Lock _gate = new(); // The progress line writes to the same stream.

    /// <inheritdoc/>
    public void OnStep(PlanStep step)
    {
        if (lines.Shows(step))
        {
            lock (_gate)
            {
                _line.ResetWrittenCount();
                lines.Write(_line, step);
                WriteLine();
            }
        }
    }

    /// <inheritdoc/>
    public void OnNotice(TransferNotice notice, ReadOnlyMemory<byte> path, long count)
    {
        if (!_notices.Shows(notice))
        {
            return;
        }

        lock (_gate)
        {
            _line.ResetWrittenCount();
            TransferNotices.Write(_line, notice, path.Span, count);
            if (TransferNotices.IsWarning(notice))
            {
                WriteWarning();
            }
            else
            {
                WriteLine();
            }
        }
    }

    /// <inheritdoc/>
    public void OnError(in TransferError error) =>
        _message.Write(TransferErrorText.Problem(error), error.Path.Span, TransferErrorText.Reason(error));

    /// <summary>A line that no step has, such as the name of a directory that is made for the transfer.</summary>
    internal void Tell(string text, ReadOnlySpan<byte> path)
    {
        lock (_gate)
        {
            _line.ResetWrittenCount();
            Encoding.UTF8.GetBytes(text, _line);
            _line.Write(path);
            WriteLine();
        }
    }

    /// <summary>Lines as they are, such as counts and the progress line of rsync.</summary>
    internal void Print(string text)
    {
        lock (_gate)
        {
            stream.Write(text);
        }
    }

    /// <summary>Hands everything to the system.</summary>
    internal void Flush()
    {
        lock (_gate)
        {
            stream.Flush();
        }
    }

    private void WriteLine()
    {
        _printed.Write(stream, _line.WrittenSpan);
        stream.Write((byte)'\n');
    }

    private void WriteWarning()
    {
        ArrayBufferWriter<byte> warning = new(_line.WrittenCount + 1);
        _printed.Write(warning, _line.WrittenSpan);
        warning.Write("\n"u8);
        StandardError.Shared.Write(warning.WrittenSpan);
    }
}
