using System.Text;

namespace Fathom.Index;

// https://dev.yorhel.nl/ncdu/jsonfmt: [1, 2, {metadata}, directory], where a directory is an array of its own block and what is in it.
// Rows come in preorder, files of a directory right after it, so that only the stack of open directories is kept.

/// <summary>A tree as ncdu exports it, with the extended attributes. Names are raw bytes with control characters escaped, as ncdu writes and
/// reads them.</summary>
internal sealed class NcduExport(RowText output, string program, byte[] rootName)
{
    private const int Size = 4;
    private const int Allocated = 5;
    private const int Inode = 6;
    private const int Device = 7;
    private const int Links = 8;
    private const int Uid = 9;
    private const int Gid = 10;
    private const int Mode = 11;
    private const int Mtime = 12;
    private const int IsUnread = 13;
    private const long NanosecondsPerSecond = 1_000_000_000;

    // What is open, from the root of the export down: ncdu leaves out a device that is the one of the directory above.
    private readonly List<long> _devices = [];
    private int _rootDepth;
    private bool _hasRoot;

    /// <summary>The columns that <see cref="Write"/> reads, of <see cref="ExportSql.Tree"/>.</summary>
    /// <param name="unread">SQL: whether a directory could not be read.</param>
    internal static string Columns(string unread) =>
        $"kind, depth, coalesce(name_raw, encode(name)), type, size, allocated, inode, device, nlink, uid, gid, mode, epoch_ns(mtime), ({unread})::INTEGER";

    internal void WriteHeader(DateTimeOffset time)
    {
        string[] words = program.Split(' ', 2);
        output.Write("[1,2,{\"progname\":\""u8);
        WriteText(Encoding.UTF8.GetBytes(words[0]));
        output.Write("\",\"progver\":\""u8);
        WriteText(Encoding.UTF8.GetBytes(words[^1]));
        output.Write("\",\"timestamp\":"u8);
        output.Write(time.ToUnixTimeSeconds());
        output.Write("}"u8);
    }

    internal void Write(DuckChunk chunk, int row)
    {
        bool isDirectory = chunk.Long(0, row) == 0;
        int depth = (int)chunk.Long(1, row);
        if (!_hasRoot)
        {
            // Depths count from the root of the scan, the stack from what is exported.
            _rootDepth = depth;
            if (!isDirectory)
            {
                throw new IndexException("ncdu shows directories, and the root of this index is none: export it as CSV or JSON lines");
            }
        }

        Close(depth - _rootDepth);
        output.Write(isDirectory ? ",\n["u8 : ",\n"u8);
        WriteBlock(chunk, row, isDirectory);
        if (isDirectory)
        {
            _devices.Add(chunk.IsNull(Device, row) ? 0 : chunk.Long(Device, row));
        }

        _hasRoot = true;
    }

    internal void WriteEnd()
    {
        if (!_hasRoot)
        {
            throw new IndexException("ncdu shows directories, and this index has none: export it as CSV or JSON lines");
        }

        Close(0);
        output.Write("]\n"u8);
    }

    private void Close(int level)
    {
        for (; _devices.Count > level; _devices.RemoveAt(_devices.Count - 1))
        {
            output.Write("]"u8);
        }
    }

    private void WriteBlock(DuckChunk chunk, int row, bool isDirectory)
    {
        output.Write("{\"name\":\""u8);
        WriteText(_hasRoot ? chunk.Bytes(2, row) : rootName);
        output.Write("\""u8);
        WriteNumber(",\"asize\":"u8, chunk, Size, row);
        WriteNumber(",\"dsize\":"u8, chunk, Allocated, row);
        if (!chunk.IsNull(Device, row) && (_devices.Count == 0 || _devices[^1] != chunk.Long(Device, row)))
        {
            WriteNumber(",\"dev\":"u8, chunk, Device, row);
        }

        WriteNumber(",\"ino\":"u8, chunk, Inode, row);
        WriteExtended(chunk, row);
        ReadOnlySpan<byte> type = chunk.Bytes(3, row);
        if (type is not [(byte)'d'] && !chunk.IsNull(Links, row) && chunk.Long(Links, row) > 1)
        {
            output.Write(",\"hlnkc\":true"u8);
            WriteNumber(",\"nlink\":"u8, chunk, Links, row);
        }

        // A directory that was not entered, and attributes that could not be had, are gaps too.
        bool isError = chunk.IsNull(Size, row) || (isDirectory && chunk.Long(IsUnread, row) != 0);
        output.Write(isError ? ",\"read_error\":true"u8 : type is [(byte)'d' or (byte)'f'] ? default : ",\"notreg\":true"u8);
        output.Write("}"u8);
    }

    private void WriteExtended(DuckChunk chunk, int row)
    {
        if (chunk.IsNull(Mode, row))
        {
            return;
        }

        // ncdu keeps st_mode whole; its upper bits are the d_type of readdir(3).
        long kind = (long)EntryType.Parse(chunk.Bytes(3, row));
        WriteNumber(",\"uid\":"u8, chunk, Uid, row);
        WriteNumber(",\"gid\":"u8, chunk, Gid, row);
        output.Write(",\"mode\":"u8);
        output.Write((kind << 12) | chunk.Long(Mode, row));
        if (!chunk.IsNull(Mtime, row) && chunk.Long(Mtime, row) >= 0)
        {
            output.Write(",\"mtime\":"u8);
            output.Write(chunk.Long(Mtime, row) / NanosecondsPerSecond);
        }
    }

    // Inodes and devices are unsigned, and stored as signed.
    private void WriteNumber(ReadOnlySpan<byte> key, DuckChunk chunk, int column, int row)
    {
        if (!chunk.IsNull(column, row))
        {
            output.Write(key);
            output.Write((ulong)chunk.Long(column, row));
        }
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            switch (value)
            {
                case (byte)'"' or (byte)'\\':
                    output.Write([(byte)'\\', value]);
                    break;
                case < 0x20 or 0x7F:
                    output.Write("\\u00"u8);
                    output.Write([Digit(value >> 4), Digit(value & 15)]);
                    break;
                default:
                    output.Write([value]);
                    break;
            }
        }
    }

    private static byte Digit(int value) => (byte)"0123456789abcdef"[value];
}
