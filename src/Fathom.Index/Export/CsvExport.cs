using System.Buffers;

namespace Fathom.Index;

/// <summary>Entries as CSV by RFC 4180. Names are raw bytes, times nanoseconds since 1970; what is not known is empty.</summary>
internal static class CsvExport
{
    internal const string Columns = "coalesce(path_raw, encode(path)), type, size, allocated, inode, device, nlink, uid, gid, mode, "
        + "epoch_ns(mtime), epoch_ns(ctime), epoch_ns(atime), coalesce(target_raw, encode(target))";

    private const int TargetColumn = 13;

    private static readonly SearchValues<byte> s_quoted = SearchValues.Create(",\"\r\n"u8);

    internal static void WriteHeader(RowText output) =>
        output.Write("path,type,size,allocated,inode,device,nlink,uid,gid,mode,mtime_ns,ctime_ns,atime_ns,target\r\n"u8);

    internal static void Write(DuckChunk chunk, int row, RowText output)
    {
        WriteField(chunk.Bytes(0, row), output);
        output.Write(","u8);
        output.Write(chunk.Bytes(1, row));
        for (int column = 2; column < TargetColumn; column++)
        {
            output.Write(","u8);
            if (!chunk.IsNull(column, row))
            {
                output.Write(chunk.Long(column, row));
            }
        }

        output.Write(","u8);
        if (!chunk.IsNull(TargetColumn, row))
        {
            WriteField(chunk.Bytes(TargetColumn, row), output);
        }

        output.Write("\r\n"u8);
    }

    private static void WriteField(ReadOnlySpan<byte> value, RowText output)
    {
        if (!value.IsEmpty && !value.ContainsAny(s_quoted))
        {
            output.Write(value);
            return;
        }

        output.Write("\""u8);
        for (int quote = value.IndexOf((byte)'"'); quote >= 0; quote = value.IndexOf((byte)'"'))
        {
            output.Write(value[..(quote + 1)]);
            output.Write("\""u8);
            value = value[(quote + 1)..];
        }

        output.Write(value);
        output.Write("\""u8);
    }
}
