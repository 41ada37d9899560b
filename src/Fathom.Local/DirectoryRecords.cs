namespace Fathom.Local;

/// <summary>Lists an open directory into batches.</summary>
internal static class DirectoryRecords
{
    // Less room than this in the arena ends a batch: a record takes at most 280 bytes, and some file systems give no
    // more than a page a call.
    private const int MinRoom = 4096;

    /// <summary>Adds entries to a batch until it is full, or the directory ends.</summary>
    /// <param name="descriptor">Of the directory, open for reading; it keeps the position.</param>
    /// <returns>Failed with the error in the batch.</returns>
    internal static ListStatus Read(int descriptor, EntryBatch batch)
    {
        while (true)
        {
            Span<byte> room = batch.Arena[batch.ArenaUsed..];
            if (room.Length < MinRoom)
            {
                return ListStatus.More;
            }

            Errno errno = Interop.GetDents64(descriptor, room, out int read);
            if (errno != Errno.None)
            {
                batch.Error = errno;
                return ListStatus.Failed;
            }

            if (read == 0)
            {
                return ListStatus.End;
            }

            AddRecords(batch, room, read);
            batch.ArenaUsed += read;
        }
    }

    // Names stay where the kernel wrote them: NUL-terminated inside the arena, as statx needs them.
    private static unsafe void AddRecords(EntryBatch batch, Span<byte> room, int read)
    {
        int start = batch.ArenaUsed;
        fixed (byte* records = room)
        {
            for (int at = 0; at < read;)
            {
                byte* record = records + at;
                int size = *(ushort*)(record + Interop.DirentReclenOffset);
                byte* name = record + Interop.DirentNameOffset;
                if (!(name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0))))
                {
                    // Records are padded to 8 bytes, so the NUL is among the last 8.
                    int length = Math.Max(0, size - Interop.DirentNameOffset - 8);
                    while (name[length] != 0)
                    {
                        length++;
                    }

                    batch.AddNameAt(
                        start + at + Interop.DirentNameOffset,
                        length,
                        (EntryKind)record[Interop.DirentTypeOffset],
                        *(ulong*)record);
                }

                at += size;
            }
        }
    }
}
