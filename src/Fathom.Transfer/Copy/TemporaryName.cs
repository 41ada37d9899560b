using System.Buffers.Text;

namespace Fathom.Transfer;

/// <summary>Name of a copy that is not done: <c>.fathom-sync-HOST-PROCESS.START-NUMBER~</c>, each part hexadecimal.</summary>
/// <param name="Run">Who makes it.</param>
/// <param name="Number">Unique in the run.</param>
internal readonly record struct TemporaryName(RunIdentity Run, ulong Number)
{
    /// <summary>Bytes of the longest one.</summary>
    internal const int MaxLength = 13 + 8 + 1 + 8 + 1 + 16 + 1 + 16 + 1;

    // After this a copy of another machine is given up: nothing here can tell whether that machine still works on it.
    private const long MaxAge = 24L * 3600 * 1_000_000_000;

    private static ReadOnlySpan<byte> Prefix => ".fathom-sync-"u8;

    /// <summary>Reads a name.</summary>
    /// <returns>False for a name that is not exactly as <see cref="ToBytes"/> makes it.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> name, out TemporaryName parsed)
    {
        parsed = default;
        if (name.Length > MaxLength || !name.StartsWith(Prefix))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = name[Prefix.Length..];
        if (!TryTake(ref rest, (byte)'-', out ulong host) || !TryTake(ref rest, (byte)'.', out ulong process) || !TryTake(ref rest, (byte)'-', out ulong start)
            || !TryTake(ref rest, (byte)'~', out ulong number) || !rest.IsEmpty || host > uint.MaxValue || process > uint.MaxValue)
        {
            return false;
        }

        // Other spellings of the same numbers are somebody else's.
        parsed = new TemporaryName(new RunIdentity((uint)host, (uint)process, start), number);
        return parsed.ToBytes().AsSpan().SequenceEqual(name);
    }

    /// <summary>The name.</summary>
    internal byte[] ToBytes()
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        Prefix.CopyTo(buffer);
        int length = Prefix.Length;
        Put(buffer, ref length, Run.Host, 8, (byte)'-');
        Put(buffer, ref length, Run.Process, 0, (byte)'.');
        Put(buffer, ref length, Run.Start, 0, (byte)'-');
        Put(buffer, ref length, Number, 0, (byte)'~');
        return buffer[..length].ToArray();
    }

    /// <summary>Nobody works on this any longer: its process has ended, or it is a day old and of another machine.</summary>
    /// <param name="here">The run that asks.</param>
    /// <param name="mtime">Of the node that has the name, ns since 1970.</param>
    /// <param name="now">The same of the present.</param>
    /// <param name="startOf">When a process of this machine started, as <see cref="RunIdentity.Start"/>; null if there is none of that number.</param>
    internal bool IsStray(in RunIdentity here, long mtime, long now, Func<uint, ulong?> startOf) =>
        Run.Host == here.Host ? Run != here && startOf(Run.Process) != Run.Start : now - mtime > MaxAge;

    private static void Put(Span<byte> buffer, ref int length, ulong value, byte digits, byte end)
    {
        Utf8Formatter.TryFormat(value, buffer[length..], out int written, new System.Buffers.StandardFormat('x', digits));
        length += written;
        buffer[length++] = end;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, byte end, out ulong value)
    {
        int length = rest.IndexOf(end);
        value = 0;
        if (length <= 0 || !Utf8Parser.TryParse(rest[..length], out value, out int used, 'x') || used != length)
        {
            return false;
        }

        rest = rest[(length + 1)..];
        return true;
    }
}
