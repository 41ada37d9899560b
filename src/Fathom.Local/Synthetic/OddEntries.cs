namespace Fathom.Local;

/// <summary>Entries that are no directories, one of each kind in turn.</summary>
internal static class OddEntries
{
    /// <summary>Kinds that <see cref="Add"/> goes through.</summary>
    internal const int Kinds = 30;

    // A target may be a whole path; XFS allows 1,024 bytes, the least of the common file systems.
    private const int LongTarget = 1000;

    private const long OneMebibyte = 1 << 20;

    // The range of ext4 with 256-byte inodes: 1901-12-14 to 2446-05-10.
    private const long MinSecond = int.MinValue;
    private const long MaxSecond = 15_032_385_535;
    private const long Year2038 = int.MaxValue;

    /// <summary>A time of any age: a third before 1970, a third after January 2038.</summary>
    internal static Interop.TimeSpec Time(ref SplitMix64 random)
    {
        long seconds = random.Below(3) switch
        {
            0 => MinSecond + random.Below(-MinSecond),
            1 => random.Below(Year2038),
            _ => Year2038 + 1 + random.Below(MaxSecond - Year2038),
        };
        long draw = random.Below(8);
        return new Interop.TimeSpec(seconds, draw == 0 ? 0 : draw == 1 ? 999_999_999 : random.Below(1_000_000_000));
    }

    /// <summary>Adds <paramref name="count"/> entries, their names numbered from 0.</summary>
    /// <param name="firstKind">Kind of the first one.</param>
    internal static void Add(EntryWriter writer, ref SplitMix64 random, long count, long firstKind)
    {
        Span<byte> buffer = stackalloc byte[OddNames.Capacity];
        Span<byte> other = stackalloc byte[OddNames.Capacity];
        long regular = -1;
        for (long i = 0; i < count; i++)
        {
            int kind = (int)((firstKind + i) % Kinds);
            ReadOnlySpan<byte> name = OddNames.Get(buffer, i);
            Interop.TimeSpec time = Time(ref random);
            if (kind < 4 && TryAddLink(writer, kind, name, regular < 0 ? [] : OddNames.Get(other, regular)))
            {
                continue;
            }

            if (kind is >= 4 and < 13)
            {
                AddSymlink(writer, kind, i, name, time);
            }
            else if (kind is >= 13 and < 17)
            {
                AddNode(writer, kind, name, time);
            }
            else
            {
                AddRegular(writer, ref random, kind, name, time);
                regular = i;
                writer.OfferToChildren(name);
            }
        }
    }

    private static bool TryAddLink(EntryWriter writer, int kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> source)
    {
        if (kind < 2 && writer.TryAddHardLinkToParent(name))
        {
            return true;
        }

        if (source.IsEmpty)
        {
            return false;
        }

        writer.AddHardLink(name, source);
        return true;
    }

    private static void AddSymlink(EntryWriter writer, int kind, long number, ReadOnlySpan<byte> name, Interop.TimeSpec time)
    {
        Span<byte> buffer = stackalloc byte[LongTarget + 1];
        ReadOnlySpan<byte> target = kind switch
        {
            4 => "no such\nfile\0"u8,
            5 => name, // itself
            6 => OddNames.Get(buffer, number + 1), // 6 and 7 point at each other
            7 => OddNames.Get(buffer, Math.Max(0, number - 1)),
            8 => ".\0"u8,
            9 => "..\0"u8,
            10 => "/usr\0"u8,
            11 => [0xFF, (byte)'/', 0xC3, 0],
            _ => LongPath(buffer),
        };
        writer.AddSymlink(name, target, time);
    }

    private static ReadOnlySpan<byte> LongPath(Span<byte> buffer)
    {
        buffer.Fill((byte)'y');
        for (int i = 0; i < LongTarget; i += 100)
        {
            buffer[i] = (byte)'/';
        }

        buffer[LongTarget] = 0;
        return buffer;
    }

    private static void AddNode(EntryWriter writer, int kind, ReadOnlySpan<byte> name, Interop.TimeSpec time)
    {
        (int mode, ulong device) = kind switch
        {
            13 => (Interop.S_IFIFO, 0UL),
            14 => (Interop.S_IFSOCK, 0UL),
            15 => (Interop.S_IFCHR, 0x103UL), // 1:3, as /dev/null
            _ => (Interop.S_IFBLK, 0x700UL), // 7:0, as /dev/loop0
        };
        writer.AddNode(name, mode | 0x1A4 /* 0644 */, device, time);
    }

    private static void AddRegular(
        EntryWriter writer, ref SplitMix64 random, int kind, ReadOnlySpan<byte> name, Interop.TimeSpec time)
    {
        FileContent content = kind switch
        {
            17 => default,
            18 => FileContent.Full(1),
            19 => FileContent.Full(4096),
            20 => FileContent.Full(4097),
            21 => new FileContent(64 * OneMebibyte, 100, 0),
            22 => new FileContent(OneMebibyte + 1, 1, OneMebibyte),
            23 => new FileContent(3 * OneMebibyte, 5000, OneMebibyte + 17),
            24 => new FileContent(1 + random.Below(OneMebibyte)),
            _ => FileContent.Full(1 + (int)random.Below(EntryWriter.MaxWritten)),
        };
        writer.AddFile(name, content, time);

        int mode = kind switch
        {
            25 => Interop.S_ISUID | 0x1ED, // 4755
            26 => Interop.S_ISGID | 0x1ED, // 2755
            27 => Interop.S_ISVTX | 0x1A4, // 1644
            28 => 0, // unreadable but for root
            _ => -1,
        };
        if (mode >= 0)
        {
            writer.SetMode(name, mode);
        }
    }
}
