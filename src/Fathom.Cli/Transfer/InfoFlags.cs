namespace Fathom.Cli;

/// <summary>What <c>--info</c> of rsync turns on and off, as far as fathom tells it.</summary>
internal static class InfoFlags
{
    /// <summary>The words, for help and messages.</summary>
    internal const string Known = "del, name, nonreg, progress, skip, stats";

    /// <summary>Heeds a comma list such as <c>progress2,name0</c>.</summary>
    /// <exception cref="UsageException">A word means nothing here.</exception>
    internal static TransferOutput Apply(TransferOutput output, string list)
    {
        foreach (string item in list.Split(','))
        {
            string word = item.TrimEnd("0123456789".ToCharArray()).ToLowerInvariant();
            string digits = item[word.Length..];
            int level = digits.Length == 0 ? 1 : digits[0] - '0';
            output = word switch
            {
                "del" => output with { Deletions = level > 0 },
                "name" => output with { Names = level },
                "nonreg" => output with { TellsNonRegular = level > 0 },
                "progress" => output with { PrintsProgress = level > 0 },
                "skip" => output with { Skipped = level > 0 },
                "stats" => output with { PrintsStatistics = level > 0 },
                "none" => output with { Deletions = false, Names = 0, TellsNonRegular = false, PrintsProgress = false, Skipped = false, PrintsStatistics = false },
                "" => output,
                _ => throw new UsageException($"--info item {NameEscaper.Quote(item)} is not known to fathom: give some of {Known}, or none"),
            };
        }

        return output;
    }
}
