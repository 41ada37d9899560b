using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>The filters and lists of files of a command line.</summary>
internal static class TransferFilters
{
    private const string HomeVariable = "HOME";
    private const string CvsVariable = "CVSIGNORE";

    /// <summary>The filters, in their order.</summary>
    /// <param name="key">Gets what the files hold that rules are read from; null for nobody.</param>
    /// <exception cref="FilterException">One of them means nothing.</exception>
    /// <exception cref="FathomException">A file that a rule names cannot be read.</exception>
    internal static FilterRules Build(TransferSettings settings, JournalKey? key = null)
    {
        if (settings.Filters.Count == 0)
        {
            return FilterRules.None;
        }

        bool readsCvs = settings.Filters.Exists(use => use.Kind == FilterKind.CvsExclude);
        byte[] patterns = readsCvs ? CvsPatterns() : [];
        key?.Add(patterns);
        FilterArguments arguments = new(ReadKeyed, settings.EndsWithNul, patterns);
        foreach (FilterUse use in settings.Filters)
        {
            Add(arguments, use, key);
        }

        return arguments.Build(settings.Options.DeleteExcluded);

        byte[]? ReadKeyed(ReadOnlySpan<byte> path)
        {
            byte[]? content = ReadFile(path);
            key?.Add(content);
            return content;
        }
    }

    /// <summary>The names of <c>--files-from</c>; null for all.</summary>
    /// <param name="key">Gets what the file holds; null for nobody.</param>
    /// <exception cref="FathomException">The file cannot be read.</exception>
    internal static FileList? ReadFiles(TransferSettings settings, JournalKey? key = null) =>
        settings.FilesFrom is { } file ? FileList.Parse(ReadKeyed(file, key), settings.EndsWithNul) : null;

    private static byte[] ReadKeyed(string file, JournalKey? key)
    {
        byte[] content = InputFile.ReadAll(file);
        key?.Add(content);
        return content;
    }

    private static void Add(FilterArguments arguments, in FilterUse use, JournalKey? key)
    {
        switch (use.Kind)
        {
            case FilterKind.Rule:
                arguments.AddRule(use.Value);
                break;
            case FilterKind.Include:
                arguments.AddInclude(use.Value);
                break;
            case FilterKind.Exclude:
                arguments.AddExclude(use.Value);
                break;
            case FilterKind.IncludeFrom:
                arguments.AddIncludeFrom(ReadKeyed(use.File, key), use.File);
                break;
            case FilterKind.ExcludeFrom:
                arguments.AddExcludeFrom(ReadKeyed(use.File, key), use.File);
                break;
            case FilterKind.FilterFiles:
                arguments.AddPerDirectoryFiles();
                break;
            default:
                arguments.ExcludeCvs();
                break;
        }
    }

    /// <summary>Reads a file of rules outside of the trees.</summary>
    /// <returns>Null if it is not there.</returns>
    /// <exception cref="FathomException">It cannot be read.</exception>
    internal static byte[]? ReadFile(ReadOnlySpan<byte> path)
    {
        try
        {
            return InputFile.ReadAll(PathText.ToText(path));
        }
        catch (FathomException missing) when (missing.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    private static byte[] CvsPatterns()
    {
        byte[] ofHome = [];
        if (Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home)
        {
            try
            {
                ofHome = InputFile.ReadAll($"{home}/.cvsignore");
            }
            catch (FathomException)
            {
                // CVS does not ask for the file either.
            }
        }

        return [.. ofHome, (byte)'\n', .. PathText.ToBytes(Environment.GetEnvironmentVariable(CvsVariable) ?? "")];
    }
}
