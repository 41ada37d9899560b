namespace Fathom.Tests.Support;

/// <summary>A folder for one test, removed with everything in it.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Makes a new empty folder.</summary>
    /// <param name="parent">Where; null is the system's folder for temporary files.</param>
    public TempFolder(string? parent = null)
    {
        string prefix = System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), "fathom-test-");
        Path = prefix + Guid.NewGuid().ToString("N")[..12];
        Directory.CreateDirectory(Path);
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>The path of a name inside; nothing is created.</summary>
    public string At(string relativePath)
    {
        return System.IO.Path.Combine(Path, relativePath);
    }

    /// <summary>Writes a file inside, with its parent folders.</summary>
    /// <returns>Its path.</returns>
    public string Write(string relativePath, string content)
    {
        string path = At(relativePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose()
    {
        // Not Directory.Delete: it recurses, fails past PATH_MAX, and cannot name what is no UTF-8. rm walks by descriptor.
        if (Shell.Run("rm", "-rf", "--", Path).ExitCode != 0)
        {
            Shell.Run("chmod", "-R", "u+rwx", "--", Path);
            Shell.Run("rm", "-rf", "--", Path).EnsureSuccess();
        }
    }
}
