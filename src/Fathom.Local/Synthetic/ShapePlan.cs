namespace Fathom.Local;

/// <summary>Turns the budget of one directory into entries. Holds no state: workers share it.</summary>
internal abstract class ShapePlan
{
    // 2010-01-01 to 2025-01-01.
    private const long FirstSecond = 1_262_304_000;
    private const long LastSecond = 1_735_689_600;

    internal static ShapePlan Create(TreeShape shape) => shape switch
    {
        TreeShape.Wide => new WideShape(),
        TreeShape.Deep => new DeepShape(),
        TreeShape.Flat => new FlatShape(),
        TreeShape.Odd => new OddShape(),
        _ => new MixShape(),
    };

    /// <summary>The budget of the root.</summary>
    internal abstract DirectoryBudget Plan(GenerateOptions options);

    /// <summary>Makes the entries of the directory that <paramref name="writer"/> stands in.</summary>
    internal abstract void Fill(EntryWriter writer, in DirectoryBudget budget);

    /// <summary>Time that a directory of this shape gets, from its seed.</summary>
    internal virtual Interop.TimeSpec DirectoryTime(ulong seed)
    {
        SplitMix64 random = new(~seed);
        return PlainTime(ref random);
    }

    protected static Interop.TimeSpec PlainTime(ref SplitMix64 random) =>
        new(FirstSecond + random.Below(LastSecond - FirstSecond), random.Below(1_000_000_000));

    /// <summary>Adds a regular file as they come: half of them small, few with real content.</summary>
    protected static void AddPlainFile(EntryWriter writer, ref SplitMix64 random, ReadOnlySpan<byte> name)
    {
        Interop.TimeSpec time = PlainTime(ref random);
        long draw = random.Below(100);
        if (draw < 30)
        {
            writer.AddFile(name, default, time);
            return;
        }

        // Median 4 KiB and sigma 2.3 are near what surveys of home directories report; 4 GiB fits any file system.
        long size = Math.Clamp((long)random.LogNormal(4096, 2.3), 1, uint.MaxValue);
        int written = draw < 92 ? 0 : (int)Math.Min(size, 1 + random.Below(8192));
        long offset = draw < 98 ? 0 : size - written;
        writer.AddFile(name, new FileContent(size, written, offset), time);
    }

    /// <summary>The next child's part of what is left, so that all parts together use it up.</summary>
    /// <param name="rest">What is left for this child and its later siblings; reduced by the part.</param>
    /// <param name="siblings">Children that still follow.</param>
    protected static DirectoryBudget TakeShare(ref SplitMix64 random, ref DirectoryBudget rest, long siblings)
    {
        long directories = rest.Directories;
        long files = rest.Files;
        if (siblings > 0)
        {
            // Broken stick: the parts are as uneven as exponential weights.
            double stick = 1 - Math.Pow(1 - random.Fraction(), 1.0 / siblings);
            double weight = (1 + (directories * stick)) / (1 + directories + siblings);
            directories = (long)(directories * stick);
            files = (long)Math.Min(files, files * weight * random.LogNormal(1, 0.8));
        }

        rest = rest with { Directories = rest.Directories - directories, Files = rest.Files - files };
        return new DirectoryBudget(random.Next(), files, directories, rest.Depth + 1);
    }
}
