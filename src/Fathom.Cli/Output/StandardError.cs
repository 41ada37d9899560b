namespace Fathom.Cli;

/// <summary>Standard error: messages from any thread, and one status line below them on a terminal.</summary>
/// <param name="descriptor">2, or a test's own.</param>
internal sealed class StandardError(int descriptor)
{
    private readonly Lock _gate = new();
    private bool _hasStatus;
    private bool _isAsking;

    internal static StandardError Shared { get; } = new(2);

    /// <summary>Writes a message of one or more lines; the last newline is added.</summary>
    /// <param name="message">Escaped bytes as in <see cref="PathText"/> come out as those bytes.</param>
    internal void WriteLine(string message) => Write(PathText.ToBytes(message + "\n"));

    /// <summary>Writes whole lines at once, so that lines of several threads do not mix. Errors are ignored: there is nowhere to tell.</summary>
    internal void Write(ReadOnlySpan<byte> lines)
    {
        lock (_gate)
        {
            EraseStatus();
            WriteAll(lines);
        }
    }

    /// <summary>Draws or redraws the status line.</summary>
    /// <param name="line">No control characters, and shorter than the terminal is wide.</param>
    internal void DrawStatus(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            if (_isAsking)
            {
                return;
            }

            // One write, so that the terminal never shows a half-drawn line.
            Span<byte> sequence = new byte[line.Length + 4];
            sequence[0] = (byte)'\r';
            line.CopyTo(sequence[1..]);
            "\e[K"u8.CopyTo(sequence[(line.Length + 1)..]);
            WriteAll(sequence);
            _hasStatus = true;
        }
    }

    /// <summary>Writes a question, and draws no status line over it until <see cref="EndQuestion"/>.</summary>
    /// <param name="question">Without a newline.</param>
    internal void BeginQuestion(ReadOnlySpan<byte> question)
    {
        lock (_gate)
        {
            EraseStatus();
            WriteAll(question);
            _isAsking = true;
        }
    }

    /// <summary>Ends the line of the question.</summary>
    internal void EndQuestion()
    {
        lock (_gate)
        {
            WriteAll("\n"u8);
            _isAsking = false;
        }
    }

    /// <summary>Removes the status line, if one is drawn.</summary>
    internal void ClearStatus()
    {
        lock (_gate)
        {
            EraseStatus();
        }
    }

    private void EraseStatus()
    {
        if (_hasStatus)
        {
            _hasStatus = false;
            WriteAll("\r\e[K"u8);
        }
    }

    private void WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int errno = Interop.Write(descriptor, bytes, out int written);
            if (errno == Interop.EAGAIN)
            {
                Interop.WaitWritable(descriptor);
            }
            else if (errno is not (0 or Interop.EINTR))
            {
                return;
            }

            bytes = bytes[written..];
        }
    }
}
