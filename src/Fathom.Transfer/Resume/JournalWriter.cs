using System.Buffers.Binary;
using System.Text;

namespace Fathom.Transfer;

/// <summary>Makes the bytes of a journal (docs/journal-format.md); writing them is the caller's. Not thread-safe.</summary>
public sealed class JournalWriter
{
    private readonly byte[] _header;
    private ulong _check;
    private int _undone;

    /// <param name="header">What the journal is about.</param>
    public JournalWriter(JournalHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (header.Key.Length != JournalHeader.KeySize || header.Boot.Length > JournalFormat.MaxBoot)
        {
            throw new ArgumentException("a key has 32 bytes, and a boot at most 64", nameof(header));
        }

        _header = ToBytes(header);
    }

    /// <summary>Bytes made so far: where the next ones go.</summary>
    public long Length { get; private set; }

    /// <summary>The journal is as long as one may be, and takes nothing more.</summary>
    public bool IsFull => Length > JournalFormat.MaxSize - (1 << 20) - (1 << 19);

    /// <summary>The bytes that follow those made before, for one more position. They count only if all before them are there.</summary>
    /// <param name="position">Its undone names begin with those of the one before.</param>
    /// <param name="now">When it was reached.</param>
    public ReadOnlyMemory<byte> Append(TransferPosition position, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(position);
        MemoryStream output = new();
        if (Length == 0)
        {
            output.Write(JournalFormat.Magic);
            JournalFormat.Append(output, JournalFormat.HeaderKind, _header, ref _check);
        }

        for (; _undone < position.Undone.Count; _undone++)
        {
            UndoneName name = position.Undone[_undone];
            JournalFormat.Append(output, JournalFormat.UndoneKind, [name.IsWhole ? (byte)1 : (byte)0, .. name.Path.Span], ref _check);
        }

        byte[] reached = new byte[sizeof(long) + 1 + position.Path.Length];
        BinaryPrimitives.WriteInt64LittleEndian(reached, now.ToUnixTimeMilliseconds());
        reached[sizeof(long)] = position.IsEnd ? (byte)1 : (byte)0;
        position.Path.Span.CopyTo(reached.AsSpan(sizeof(long) + 1));
        JournalFormat.Append(output, JournalFormat.PositionKind, reached, ref _check);
        Length += output.Length;
        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    private static byte[] ToBytes(JournalHeader header)
    {
        Span<byte> ids = stackalloc byte[1 + (4 * sizeof(ulong))];
        ids[0] = header.IsDurable ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt64LittleEndian(ids[1..], header.Source.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(ids[9..], header.Source.Inode);
        BinaryPrimitives.WriteUInt64LittleEndian(ids[17..], header.Target.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(ids[25..], header.Target.Inode);
        return [.. header.Key.Span, .. ids, .. Encoding.ASCII.GetBytes(header.Boot)];
    }
}
