namespace Fathom.Local;

/// <summary>A chain of directories with the same number of files in each. The root holds what does not divide.</summary>
internal sealed class DeepShape : ShapePlan
{
    internal override DirectoryBudget Plan(GenerateOptions options)
    {
        long levels = Math.Min(options.Entries, options.Levels > 0 ? options.Levels : options.Entries / 3);
        return new DirectoryBudget(options.Seed, options.Entries - levels, levels, 0);
    }

    internal override void Fill(EntryWriter writer, in DirectoryBudget budget)
    {
        Span<byte> buffer = stackalloc byte[PlainNames.Capacity];
        SplitMix64 random = new(budget.Seed);

        // Below the root the rest divides evenly by the levels left, this one among them.
        long files = budget.Depth == 0 && budget.Directories > 0
            ? budget.Files % budget.Directories
            : budget.Files / (budget.Directories + 1);
        for (long i = 0; i < files; i++)
        {
            AddPlainFile(writer, ref random, PlainNames.Numbered(buffer, (byte)'f', i));
        }

        if (budget.Directories > 0)
        {
            writer.AddDirectory(
                PlainNames.Numbered(buffer, (byte)'d', budget.Depth),
                new DirectoryBudget(random.Next(), budget.Files - files, budget.Directories - 1, budget.Depth + 1));
        }
    }
}
