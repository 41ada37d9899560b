using System.Buffers;
using System.Text;

namespace Fathom.Cli;

/// <summary>Messages of one command on standard error, in the form of GNU's tools. Any thread may write.</summary>
/// <param name="command">As in <c>fathom du</c>; begins every message.</param>
internal sealed class Message(string command, StandardError error)
{
    internal Message(string command)
        : this(command, StandardError.Shared)
    {
    }

    /// <summary><c>fathom du: TEXT</c>.</summary>
    internal void Write(string text) => error.WriteLine($"{command}: {text}");

    /// <summary><c>fathom du: cannot read directory 'NAME': Permission denied</c>.</summary>
    /// <param name="problem">Such as <c>cannot read directory</c>.</param>
    /// <param name="name">Raw bytes; quoted so that the line stays one line and can be pasted into a shell.</param>
    /// <param name="reason">Such as <c>Permission denied</c>; empty for none.</param>
    internal void Write(string problem, ReadOnlySpan<byte> name, string reason)
    {
        ArrayBufferWriter<byte> line = new(256);
        Encoding.UTF8.GetBytes($"{command}: {problem} ", line);
        NameEscaper.WriteQuoted(line, name);
        Encoding.UTF8.GetBytes(reason.Length == 0 ? "\n" : $": {reason}\n", line);
        error.Write(line.WrittenSpan);
    }
}
