using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace Fathom.Cli;

/// <summary>Standard output as bytes, buffered. For one thread at a time; one instance at a time.</summary>
/// <remarks>
/// The end of the reader ends the process as SIGPIPE would have done, without a word; any other failure prints a message and
/// exits with 1. So nobody above has to look at the result of a write. Flushed by <see cref="Dispose"/>.
/// </remarks>
internal sealed class StandardOutput : IBufferWriter<byte>, IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly int _descriptor;
    private readonly Action<int> _fail;
    private readonly bool _isTerminal;
    private byte[] _buffer = new byte[BufferSize];
    private int _used;

    internal StandardOutput()
        : this(1, Terminal.StandardOutput.IsTerminal, EndProcess)
    {
    }

    /// <param name="fail">Called with errno when a write failed; the bytes are dropped if it returns.</param>
    internal StandardOutput(int descriptor, bool isTerminal, Action<int> fail)
    {
        _descriptor = descriptor;
        _isTerminal = isTerminal;
        _fail = fail;
    }

    /// <summary>Appends one byte.</summary>
    internal void Write(byte value)
    {
        if (_used == _buffer.Length)
        {
            Flush();
        }

        _buffer[_used++] = value;
    }

    /// <summary>Appends bytes as they are.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _used)
        {
            Flush();
            if (bytes.Length >= _buffer.Length)
            {
                WriteThrough(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    /// <summary>Writes bytes at once, and keeps none of them.</summary>
    internal void WriteSecret(ReadOnlySpan<byte> bytes)
    {
        Flush();
        WriteThrough(bytes);
    }

    /// <summary>Appends text as UTF-8.</summary>
    internal void Write(string text)
    {
        Span<byte> target = GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        Advance(Encoding.UTF8.GetBytes(text, target));
    }

    /// <summary>Appends a decimal number.</summary>
    internal void Write(long value)
    {
        _ = Utf8Formatter.TryFormat(value, GetSpan(20), out int length);
        Advance(length);
    }

    /// <summary>Appends a decimal number.</summary>
    internal void Write(ulong value)
    {
        _ = Utf8Formatter.TryFormat(value, GetSpan(20), out int length);
        Advance(length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (Math.Max(sizeHint, 1) > _buffer.Length - _used)
        {
            Flush();
            if (sizeHint > _buffer.Length)
            {
                _buffer = new byte[sizeHint];
            }
        }

        return _buffer.AsSpan(_used);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        _ = GetSpan(sizeHint);
        return _buffer.AsMemory(_used);
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - _used));
        _used += count;
    }

    /// <summary>Hands everything to the system.</summary>
    internal void Flush()
    {
        if (_used > 0)
        {
            int count = _used;
            _used = 0;
            WriteThrough(_buffer.AsSpan(0, count));
        }
    }

    /// <summary>Flushes. The descriptor stays open.</summary>
    public void Dispose() => Flush();

    private void WriteThrough(ReadOnlySpan<byte> bytes)
    {
        if (_isTerminal)
        {
            StandardError.Shared.ClearStatus(); // Both streams share one screen.
        }

        while (!bytes.IsEmpty)
        {
            int errno = Interop.Write(_descriptor, bytes, out int written);
            if (errno == Interop.EAGAIN)
            {
                Interop.WaitWritable(_descriptor);
            }
            else if (errno is not (0 or Interop.EINTR))
            {
                _fail(errno);
                return;
            }

            bytes = bytes[written..];
        }
    }

    private static void EndProcess(int errno)
    {
        if (errno == Interop.EPIPE)
        {
            StandardError.Shared.ClearStatus();
            Interop.ExitAtOnce(ExitCode.OutputClosed);
        }

        StandardError.Shared.WriteLine($"fathom: cannot write standard output: {Marshal.GetPInvokeErrorMessage(errno)}");
        Interop.ExitAtOnce(ExitCode.DoneWithErrors);
    }
}
