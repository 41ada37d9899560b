namespace Fathom.Cli;

/// <summary>Lines typed at the prompt, kept in a file that only its owner reads: SQL may name private paths.</summary>
internal sealed class QueryHistory
{
    private const int MaxLines = 1000;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _file;
    private readonly List<string> _lines = [];

    /// <param name="file">Null keeps lines for this run only.</param>
    internal QueryHistory(string? file)
    {
        _file = file;
        Try(path =>
        {
            if (File.Exists(path))
            {
                string[] lines = File.ReadAllLines(path);
                _lines.AddRange(lines.TakeLast(MaxLines));
                if (lines.Length > 2 * MaxLines)
                {
                    Write(path, FileMode.Create, _lines);
                }
            }
        });
    }

    /// <summary>Oldest first.</summary>
    internal IReadOnlyList<string> Lines => _lines;

    /// <summary>Where it is: <c>$XDG_STATE_HOME/fathom/history</c>.</summary>
    /// <param name="environment">Value of a variable, or null.</param>
    internal static string? DefaultFile(Func<string, string?> environment)
    {
        string? state = environment("XDG_STATE_HOME") is { Length: > 0 } given && Path.IsPathRooted(given) ? given
            : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local/state")
            : null;
        return state is null ? null : Path.Combine(state, "fathom/history");
    }

    /// <summary>Adds a line, unless it is empty or the one before.</summary>
    internal void Add(string line)
    {
        if (line.Length == 0 || (_lines.Count > 0 && _lines[^1] == line))
        {
            return;
        }

        _lines.Add(line);
        Try(path =>
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            Write(path, FileMode.Append, [line]);
        });
    }

    private static void Write(string path, FileMode mode, IEnumerable<string> lines)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        using StreamWriter writer = new(path, options);
        foreach (string line in lines)
        {
            writer.Write(line + '\n');
        }
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, Private | UnixFileMode.UserExecute);
        }
    }

    // A prompt without history is better than none.
    private void Try(Action<string> action)
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            action(_file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
