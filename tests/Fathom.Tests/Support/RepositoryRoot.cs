namespace Fathom.Tests.Support;

/// <summary>The clone that the tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>The absolute path of the folder that has <c>Fathom.slnx</c>.</summary>
    public static string Path { get; } = Find();

    /// <summary>The published binary: <c>FATHOM_BINARY</c>, else <c>out/fathom</c>. It may be missing.</summary>
    public static string Binary { get; } = Environment.GetEnvironmentVariable("FATHOM_BINARY") is { Length: > 0 } binary
        ? binary
        : At("out/fathom");

    /// <summary>The path of a name inside the clone.</summary>
    public static string At(string relativePath)
    {
        return System.IO.Path.Combine(Path, relativePath);
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Fathom.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Fathom.slnx above {AppContext.BaseDirectory}");
    }
}
