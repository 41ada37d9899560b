using System.Buffers.Binary;
using System.Text;

namespace Fathom.Transfer;

/// <summary>What a journal says that another run wrote (docs/journal-format.md).</summary>
/// <remarks>All that it can do is let directories be skipped, so it is as trustworthy as who may write it.</remarks>
public sealed class SavedJournal
{
    private SavedJournal(JournalHeader header, TransferPosition position, DateTimeOffset time) => (Header, Position, Time) = (header, position, time);

    /// <summary>What it is about.</summary>
    public JournalHeader Header { get; }

    /// <summary>How far the run got.</summary>
    public TransferPosition Position { get; }

    /// <summary>When it was there.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Bytes of the longest file that is read.</summary>
    public static int MaxSize => JournalFormat.MaxSize;

    /// <summary>Reads a journal up to its last position; records that are not whole end it.</summary>
    /// <param name="content">Of the file.</param>
    /// <exception cref="InvalidDataException">It is none, of another version, or damaged before its first position.</exception>
    public static SavedJournal Read(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(JournalFormat.Magic))
        {
            throw new InvalidDataException("it is no journal of this version of fathom");
        }

        ReadOnlySpan<byte> rest = content[JournalFormat.Magic.Length..];
        ulong check = 0;
        if (!JournalFormat.TryTake(ref rest, ref check, out byte kind, out ReadOnlySpan<byte> payload) || kind != JournalFormat.HeaderKind)
        {
            throw new InvalidDataException("it is damaged");
        }

        JournalHeader header = ReadHeader(payload);
        List<UndoneName> undone = [];
        int counted = 0;
        ReadOnlySpan<byte> reached = default;
        while (JournalFormat.TryTake(ref rest, ref check, out kind, out payload))
        {
            if (kind == JournalFormat.UndoneKind && payload.Length > 0)
            {
                undone.Add(new UndoneName(payload[1..].ToArray(), payload[0] != 0));
            }
            else if (kind == JournalFormat.PositionKind && payload.Length > sizeof(long))
            {
                reached = payload;
                counted = undone.Count;
            }
            else
            {
                throw new InvalidDataException("it has a record that this version of fathom does not know");
            }
        }

        if (reached.IsEmpty)
        {
            throw new InvalidDataException("it was broken off before it had a position");
        }

        undone.RemoveRange(counted, undone.Count - counted);
        return ReadPosition(header, reached, undone);
    }

    private static JournalHeader ReadHeader(ReadOnlySpan<byte> payload)
    {
        const int Fixed = JournalHeader.KeySize + 1 + (4 * sizeof(ulong));
        if (payload.Length is < Fixed or > Fixed + JournalFormat.MaxBoot)
        {
            throw new InvalidDataException("it is damaged");
        }

        ReadOnlySpan<byte> ids = payload[(JournalHeader.KeySize + 1)..];
        return new JournalHeader
        {
            Key = payload[..JournalHeader.KeySize].ToArray(),
            IsDurable = payload[JournalHeader.KeySize] != 0,
            Source = new NodeId(BinaryPrimitives.ReadUInt64LittleEndian(ids), BinaryPrimitives.ReadUInt64LittleEndian(ids[8..])),
            Target = new NodeId(BinaryPrimitives.ReadUInt64LittleEndian(ids[16..]), BinaryPrimitives.ReadUInt64LittleEndian(ids[24..])),
            Boot = Encoding.ASCII.GetString(payload[Fixed..]),
        };
    }

    private static SavedJournal ReadPosition(JournalHeader header, ReadOnlySpan<byte> payload, List<UndoneName> undone)
    {
        // What the clock of the writer said may be anything; what no clock says is no time.
        long milliseconds = Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(payload), 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        TransferPosition position = new(payload[(sizeof(long) + 1)..].ToArray(), payload[sizeof(long)] != 0, undone);
        return new SavedJournal(header, position, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
    }
}
