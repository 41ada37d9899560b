namespace Fathom.Local;

/// <summary>A tree of everything that breaks tools: names, kinds, links, modes, times. About one directory per 8 entries.</summary>
/// <remarks>The root holds a <c>.snapshot</c> directory and a chain of directories, then subtrees; the first child of any other
/// directory with children is empty. Files take the kinds of <see cref="OddEntries"/> in turn.</remarks>
internal sealed class OddShape : ShapePlan
{
    private const long EntriesPerDirectory = 8;
    private const int MaxDepth = 8;
    private const long ChainLevels = 48;
    private const long SnapshotFiles = 4;

    private static readonly int[] s_modes =
    [
        0,
        0,
        Interop.S_ISVTX | 0x1FF, // 1777, as /tmp
        Interop.S_ISGID | 0x1ED, // 2755
        0x1C0,                   // 0700
        0x1FF,                   // 0777
    ];

    internal override DirectoryBudget Plan(GenerateOptions options)
    {
        long directories = options.Entries / EntriesPerDirectory;
        return new DirectoryBudget(options.Seed, options.Entries - directories, directories, 0)
        {
            IsUnreadable = options.UnreadableDirectories,
        };
    }

    internal override Interop.TimeSpec DirectoryTime(ulong seed)
    {
        SplitMix64 random = new(~seed);
        return OddEntries.Time(ref random);
    }

    internal override void Fill(EntryWriter writer, in DirectoryBudget budget)
    {
        SplitMix64 random = new(budget.Seed);
        DirectoryBudget rest = budget;
        if (budget.IsChain)
        {
            FillChain(writer, ref random, ref rest);
            return;
        }

        if (budget.Depth == 0)
        {
            AddSpecialDirectories(writer, ref random, ref rest);
        }

        long own = OwnFiles(ref random, in rest);
        OddEntries.Add(writer, ref random, own, budget.Depth == 0 ? 0 : random.Below(OddEntries.Kinds));
        rest = rest with { Files = rest.Files - own };
        AddChildren(writer, ref random, ref rest, own);
    }

    /// <summary>The root holds one file of each kind, and of each name, before its subtrees get any.</summary>
    private static long OwnFiles(ref SplitMix64 random, in DirectoryBudget rest)
    {
        if (rest.Directories == 0)
        {
            return rest.Files;
        }

        long wanted = rest.Depth == 0
            ? Math.Max(OddEntries.Kinds, OddNames.Count)
            : (long)random.LogNormal((double)rest.Files / (rest.Directories + 1), 0.7);
        return Math.Min(rest.Files, wanted);
    }

    private static void AddChildren(EntryWriter writer, ref SplitMix64 random, ref DirectoryBudget rest, long firstName)
    {
        if (rest.Directories == 0)
        {
            return;
        }

        long fanOut = rest.Depth == MaxDepth - 1 ? rest.Directories : Math.Min(rest.Directories, 2 + random.Below(6));
        bool hidesSome = rest.IsUnreadable;
        bool leavesOneEmpty = rest.Depth > 0 && fanOut > 1;
        rest = rest with { Directories = rest.Directories - fanOut };
        Span<byte> buffer = stackalloc byte[OddNames.Capacity];
        for (long i = 0; i < fanOut; i++)
        {
            DirectoryBudget share = leavesOneEmpty && i == 0
                ? new DirectoryBudget(random.Next(), 0, 0, rest.Depth + 1)
                : TakeShare(ref random, ref rest, fanOut - i - 1);
            share = share with
            {
                Mode = s_modes[random.Below(s_modes.Length)],
                IsUnreadable = hidesSome && share.Directories == 0 && random.Below(4) == 0,
            };
            writer.AddDirectory(OddNames.Get(buffer, firstName + i), share);
        }
    }

    private static void AddSpecialDirectories(EntryWriter writer, ref SplitMix64 random, ref DirectoryBudget rest)
    {
        if (rest.Directories > 0)
        {
            long files = Math.Min(SnapshotFiles, rest.Files);
            rest = rest with { Files = rest.Files - files, Directories = rest.Directories - 1 };
            writer.AddDirectory(".snapshot\0"u8, new DirectoryBudget(random.Next(), files, 0, 1));
        }

        // The first level stands in the root; the branch takes at most a quarter of a small tree.
        long levels = Math.Min(ChainLevels, rest.Directories / 4);
        if (levels > 0)
        {
            long files = Math.Min(levels, rest.Files);
            rest = rest with { Files = rest.Files - files, Directories = rest.Directories - levels };
            writer.AddDirectory("deep\0"u8, new DirectoryBudget(random.Next(), files, levels - 1, 1) { IsChain = true });
        }
    }

    private static void FillChain(EntryWriter writer, ref SplitMix64 random, ref DirectoryBudget rest)
    {
        long own = rest.Directories == 0 ? rest.Files : Math.Min(1, rest.Files);
        OddEntries.Add(writer, ref random, own, random.Below(OddEntries.Kinds));
        if (rest.Directories == 0)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[PlainNames.Capacity];
        writer.AddDirectory(
            PlainNames.Numbered(buffer, (byte)'d', rest.Depth),
            new DirectoryBudget(random.Next(), rest.Files - own, rest.Directories - 1, rest.Depth + 1) { IsChain = true });
    }
}
