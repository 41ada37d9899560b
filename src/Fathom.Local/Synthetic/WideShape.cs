namespace Fathom.Local;

/// <summary>One directory per 100 entries, all under the root, the files spread evenly.</summary>
internal sealed class WideShape : ShapePlan
{
    internal override DirectoryBudget Plan(GenerateOptions options)
    {
        long directories = Math.Min(options.Entries, Math.Max(1, options.Entries / 100));
        return new DirectoryBudget(options.Seed, options.Entries - directories, directories, 0);
    }

    internal override void Fill(EntryWriter writer, in DirectoryBudget budget)
    {
        Span<byte> buffer = stackalloc byte[PlainNames.Capacity];
        SplitMix64 random = new(budget.Seed);
        if (budget.Depth > 0)
        {
            for (long i = 0; i < budget.Files; i++)
            {
                AddPlainFile(writer, ref random, PlainNames.File(buffer, ref random, i));
            }

            return;
        }

        long files = budget.Files;
        for (long i = 0; i < budget.Directories; i++)
        {
            long share = files / (budget.Directories - i);
            files -= share;
            writer.AddDirectory(PlainNames.Numbered(buffer, (byte)'d', i), new DirectoryBudget(random.Next(), share, 0, 1));
        }
    }
}
