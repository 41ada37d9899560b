namespace Fathom.Tests.Support;

/// <summary>A folder for one test, removed with everything in it.</summary>
public sealed class TempFolder : IDisposable
{
    private const string Memory = "/dev/shm";
    private const long MemoryNeeded = 4L << 30;

    // Tests make and remove more files than anything else does. A disk can be slow at that: ext4 without a journal
    // searches, for each file that is made, all that were removed in the last minutes.
    private static readonly bool s_hasMemory = Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > MemoryNeeded;

    /// <summary>Makes a new empty folder.</summary>
    /// <param name="parent">Where; null is in memory, or on disk if this system has little of it.</param>
    public TempFolder(string? parent = null)
    {
        string prefix = System.IO.Path.Combine(parent ?? (s_hasMemory ? Memory : System.IO.Path.GetTempPath()), "fathom-test-");
        Path = prefix + Guid.NewGuid().ToString("N")[..12];
        Directory.CreateDirectory(Path);
    }

    /// <summary>Makes a new empty folder on a disk, in the system's folder for temporary files: for what is about blocks, and for programs to run.</summary>
    public static TempFolder OnDisk() => new(System.IO.Path.GetTempPath());

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
