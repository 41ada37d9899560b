namespace Fathom.Index;

// A scan that replaces an index writes beside it. Its last steps, each a state that the next scan into the same place recognises:
//
//   X, X.being-written (finished)                   --resume goes on here
//   X.being-replaced, X.being-written (finished)    the next scan gives the new one its name
//   X (new), X.being-replaced                       the next scan removes the old one

/// <summary>The folder that a scan writes, locked against another one. A scan that replaces an index writes beside it, and
/// takes its place at the end.</summary>
internal sealed class ScanTarget : IDisposable
{
    private const string BesideSuffix = ".being-written";
    private const string AsideSuffix = ".being-replaced";

    private readonly string _path;
    private FileStream? _lock;
    private FileStream? _replacedLock;

    private ScanTarget(string path, bool isBeside)
    {
        _path = path;
        ReplacesIndex = isBeside;
        Folder = new IndexFolder(isBeside ? path + BesideSuffix : path);
    }

    /// <summary>Where to write.</summary>
    internal IndexFolder Folder { get; }

    /// <summary>It is written beside an index that it replaces at the end.</summary>
    internal bool ReplacesIndex { get; }

    /// <summary>Makes a new folder.</summary>
    internal static ScanTarget Create(string path, bool overwrite)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        Recover(path);
        bool exists = Path.Exists(path);
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

        if (exists && Path.Exists(path + AsideSuffix))
        {
            throw new IndexException($"cannot overwrite '{path}': '{path + AsideSuffix}' exists, and is no index; move it away");
        }

        ScanTarget target = new(path, isBeside: exists);
        try
        {
            target.Begin();
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Opens what an interrupted scan left.</summary>
    internal static ScanTarget Open(string path)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        Recover(path);
        ScanTarget target = new(path, isBeside: IsIndex(path + BesideSuffix));
        if (!IsIndex(target.Folder.Root))
        {
            throw new IndexException(Path.Exists(path)
                ? $"cannot resume '{path}': it is no index"
                : $"cannot resume '{path}': no such index; leave out --resume to begin one");
        }

        try
        {
            target.Lock();
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>The new index is whole: it takes the place of the one that it replaces.</summary>
    /// <param name="onStep">See <see cref="ScanOptions.OnStep"/>.</param>
    internal void Complete(Action<ScanStep>? onStep)
    {
        if (ReplacesIndex)
        {
            // Whoever reads the old one keeps its open files; between the two renames there is no index, but both are whole.
            if (Directory.Exists(_path))
            {
                Directory.Move(_path, _path + AsideSuffix);
                onStep?.Invoke(ScanStep.MovedAside);
            }

            Directory.Move(Folder.Root, _path);
            IndexFolder.Sync(Path.GetDirectoryName(Path.GetFullPath(_path))!);
            onStep?.Invoke(ScanStep.Replaced);
            RemoveIndex(_path + AsideSuffix);
        }

        Unlock(_path, ref _lock);
        Unlock();
    }

    /// <summary>Removes a folder in which nothing could be begun.</summary>
    internal void Discard()
    {
        Directory.Delete(Folder.Root, recursive: true);
        Unlock();
    }

    public void Dispose() => Unlock();

    private static bool IsIndex(string path) => File.Exists(Path.Combine(path, IndexFormat.CatalogName));

    // Ends what a scan that was killed while it took the place of another index had begun.
    private static void Recover(string path)
    {
        string aside = path + AsideSuffix;
        if (!IsIndex(aside))
        {
            return;
        }

        string whole = Path.Exists(path) ? path : IsIndex(path + BesideSuffix) ? path + BesideSuffix : aside;
        using FileStream held = Lock(whole);
        if (whole != path)
        {
            Directory.Move(whole, path);
        }

        RemoveIndex(aside);
        File.Delete(Path.Combine(path, IndexFormat.LockName));
    }

    private static void RemoveIndex(string path)
    {
        if (IsIndex(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private void Begin()
    {
        if (ReplacesIndex && Directory.Exists(Folder.Root))
        {
            if (!IsIndex(Folder.Root) && Directory.EnumerateFileSystemEntries(Folder.Root).Any())
            {
                throw new IndexException($"cannot write beside '{_path}': '{Folder.Root}' exists, and is no index; move it away");
            }

            // Left by a scan that was killed while it replaced an index.
            using FileStream left = Lock(Folder.Root);
            Directory.Delete(Folder.Root, recursive: true);
        }

        bool isNew = !Directory.Exists(Folder.Root);
        try
        {
            Folder.Create();
            Lock();
        }
        catch (IndexException) when (isNew && _lock is null && !File.Exists(Folder.Of(IndexFormat.LockName)) && Directory.Exists(Folder.Root))
        {
            // A disk that is full has room for one folder and not for the next.
            Directory.Delete(Folder.Root, recursive: true);
            throw;
        }
    }

    // Also the one that is replaced: another scan may be writing it, and would lose its folder.
    private void Lock()
    {
        if (ReplacesIndex && Directory.Exists(_path))
        {
            _replacedLock = Lock(_path);
        }

        _lock = Lock(Folder.Root);
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, IndexFormat.LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure.HResult == (int)Errno.EAGAIN)
        {
            throw new IndexException($"another scan writes index '{folder}': wait until it has ended");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IndexException($"cannot write index '{folder}': {failure.Message}");
        }
    }

    private void Unlock()
    {
        Unlock(Folder.Root, ref _lock);
        Unlock(_path, ref _replacedLock);
    }

    // Where nothing is written any more, nothing tells of it.
    private static void Unlock(string folder, ref FileStream? held)
    {
        string path = Path.Combine(folder, IndexFormat.LockName);
        if (held is not null && File.Exists(path))
        {
            File.Delete(path);
        }

        held?.Dispose();
        held = null;
    }
}
