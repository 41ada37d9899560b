namespace Fathom.Local;

/// <summary>One directory of files. Its slices have seeds of their own, so that any worker can make them.</summary>
internal sealed class FlatShape : ShapePlan
{
    private const long SliceFiles = 4096;

    internal override DirectoryBudget Plan(GenerateOptions options) => new(options.Seed, options.Entries, 0, 0);

    internal override void Fill(EntryWriter writer, in DirectoryBudget budget)
    {
        SplitMix64 random = new(budget.Seed);
        if (budget.Depth == 0)
        {
            for (long first = 0; first < budget.Files; first += SliceFiles)
            {
                long files = Math.Min(SliceFiles, budget.Files - first);
                writer.AddSlice(new DirectoryBudget(random.Next(), files, 0, 1) { FirstFile = first });
            }

            return;
        }

        Span<byte> buffer = stackalloc byte[PlainNames.Capacity];
        for (long i = 0; i < budget.Files; i++)
        {
            AddPlainFile(writer, ref random, PlainNames.File(buffer, ref random, budget.FirstFile + i));
        }
    }
}
