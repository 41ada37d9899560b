namespace Fathom.Local;

/// <summary>Skewed sizes and fan-out, as home and project trees have them.</summary>
internal sealed class MixShape : ShapePlan
{
    private const long EntriesPerDirectory = 19;
    private const int MaxDepth = 12;
    private const long MinRootFanOut = 12;

    internal override DirectoryBudget Plan(GenerateOptions options)
    {
        long directories = options.Entries / EntriesPerDirectory;
        return new DirectoryBudget(options.Seed, options.Entries - directories, directories, 0);
    }

    internal override void Fill(EntryWriter writer, in DirectoryBudget budget)
    {
        SplitMix64 random = new(budget.Seed);
        long own = OwnFiles(ref random, in budget);
        AddFiles(writer, ref random, own);
        if (budget.Directories == 0)
        {
            return;
        }

        long fanOut = FanOut(ref random, in budget);
        DirectoryBudget rest = budget with { Files = budget.Files - own, Directories = budget.Directories - fanOut };
        Span<byte> buffer = stackalloc byte[PlainNames.Capacity];
        for (long i = 0; i < fanOut; i++)
        {
            DirectoryBudget share = TakeShare(ref random, ref rest, fanOut - i - 1);
            writer.AddDirectory(PlainNames.Directory(buffer, ref random, own + i), share);
        }
    }

    private static long OwnFiles(ref SplitMix64 random, in DirectoryBudget budget)
    {
        double fair = (double)budget.Files / (budget.Directories + 1);
        return budget.Directories == 0 ? budget.Files : Math.Min(budget.Files, (long)random.LogNormal(fair * 0.6, 1));
    }

    private static long FanOut(ref SplitMix64 random, in DirectoryBudget budget)
    {
        if (budget.Depth == MaxDepth - 1)
        {
            return budget.Directories;
        }

        long wanted = 1 + (long)random.LogNormal(4, 0.9);
        return Math.Min(budget.Directories, budget.Depth == 0 ? wanted + MinRootFanOut : wanted);
    }

    private static void AddFiles(EntryWriter writer, ref SplitMix64 random, long files)
    {
        Span<byte> buffer = stackalloc byte[PlainNames.Capacity];
        Span<byte> regular = stackalloc byte[PlainNames.Capacity];
        int regularLength = 0;
        for (long i = 0; i < files; i++)
        {
            ReadOnlySpan<byte> name = PlainNames.File(buffer, ref random, i);
            long draw = regularLength == 0 ? 999 : random.Below(1000);
            if (draw < 20)
            {
                writer.AddSymlink(name, regular[..regularLength], PlainTime(ref random));
            }
            else if (draw < 28)
            {
                writer.AddHardLink(name, regular[..regularLength]);
            }
            else if (draw >= 31 || !writer.TryAddHardLinkToParent(name))
            {
                AddPlainFile(writer, ref random, name);
                name.CopyTo(regular);
                regularLength = name.Length;
                writer.OfferToChildren(name);
            }
        }
    }
}
