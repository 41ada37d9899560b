using Fathom.Tests.Support;

namespace Fathom.Tests.Repository;

/// <summary>One C# file of the repository.</summary>
internal sealed record SourceFile(string Path, string[] Lines)
{
    /// <summary>All files below a folder of the repository, build output left out.</summary>
    public static IReadOnlyList<SourceFile> Below(string folder)
    {
        string root = RepositoryRoot.At(folder);
        if (!Directory.Exists(root))
        {
            return [];
        }

        return [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(RepositoryRoot.Path, path))
            .Where(path => !path.Split('/').Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllLines(RepositoryRoot.At(path))))];
    }
}
