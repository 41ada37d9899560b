namespace Fathom.Index;

/// <summary>The folder that a scan writes, locked against another one. A scan that replaces an index writes beside it, and
/// takes its place at the end.</summary>
internal sealed class ScanTarget : IDisposable
{
    private const string BesideSuffix = ".new";

    private readonly string? _replaces;
    private FileStream? _lock;

    private ScanTarget(string folder, string? replaces)
    {
        Folder = new IndexFolder(folder);
        _replaces = replaces;
    }

    /// <summary>The index as the user named it.</summary>
    internal string Path => _replaces ?? Folder.Root;

    /// <summary>It replaces another one, which is there until the end.</summary>
    internal bool IsBeside => _replaces is not null;

    /// <summary>Where to write.</summary>
    internal IndexFolder Folder { get; }

    /// <summary>Makes a new folder.</summary>
    internal static ScanTarget Create(string path, bool overwrite)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(path);
        bool exists = System.IO.Path.Exists(path);
        if (exists && !overwrite)
        {
            throw new IndexException(IsIndex(path)
                ? $"index '{path}' exists: --overwrite replaces it, --resume goes on with it if it was interrupted"
                : $"cannot create index '{path}': it exists, and is no index");
        }

        if (exists && !IsIndex(path))
        {
            throw new IndexException($"cannot overwrite '{path}': it is no index");
        }

        ScanTarget target = exists ? new ScanTarget(path + BesideSuffix, path) : new ScanTarget(path, null);
        target.Begin();
        return target;
    }

    /// <summary>Opens what an interrupted scan left.</summary>
    internal static ScanTarget Open(string path)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(path);
        bool isBeside = IsIndex(path + BesideSuffix);
        ScanTarget target = isBeside ? new ScanTarget(path + BesideSuffix, path) : new ScanTarget(path, null);
        if (!IsIndex(target.Folder.Root))
        {
            throw new IndexException(System.IO.Path.Exists(path)
                ? $"cannot resume '{path}': it is no index"
                : $"cannot resume '{path}': no such index; leave out --resume to begin one");
        }

        target.Lock();
        return target;
    }

    /// <summary>The new index is whole: it takes the place of the one that it replaces.</summary>
    internal void Complete()
    {
        Unlock();
        File.Delete(Folder.Of(IndexFormat.LockName));
        if (_replaces is not null)
        {
            // Whoever reads the old one keeps its open files; between the two renames there is no index, but both are whole.
            string aside = _replaces + ".old";
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }

            Directory.Move(_replaces, aside);
            Directory.Move(Folder.Root, _replaces);
            Directory.Delete(aside, recursive: true);
        }
    }

    /// <summary>Removes a folder in which nothing could be begun.</summary>
    internal void Discard()
    {
        Unlock();
        Directory.Delete(Folder.Root, recursive: true);
    }

    public void Dispose() => Unlock();

    private static bool IsIndex(string path) => File.Exists(System.IO.Path.Combine(path, IndexFormat.CatalogName));

    private void Begin()
    {
        if (Directory.Exists(Folder.Root))
        {
            // Left by a scan that was killed while it replaced an index.
            Lock();
            Unlock();
            Directory.Delete(Folder.Root, recursive: true);
        }

        Folder.Create();
        Lock();
    }

    private void Lock()
    {
        string path = Folder.Of(IndexFormat.LockName);
        try
        {
            _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new IndexException($"another scan writes index '{Folder.Root}'");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IndexException($"cannot write index '{Folder.Root}': {failure.Message}");
        }
    }

    private void Unlock()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
