using Fathom.Index;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Cli;

/// <summary>A file that appears when it is complete: written beside its place under another name, and removed if it is not committed.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly bool _overwrites;
    private SafeFileHandle? _handle;
    private bool _isCommitted;

    /// <param name="overwrites">A file that stands there is replaced.</param>
    /// <exception cref="UsageException">It exists and may not be replaced.</exception>
    internal OutputFile(string path, bool overwrites)
    {
        _path = path;
        _overwrites = overwrites;
        RefuseExisting();
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        TemporaryPath = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():n}.tmp");
    }

    /// <summary>Where it is written.</summary>
    internal string TemporaryPath { get; }

    /// <summary>Opens it for writing.</summary>
    internal StandardOutput Open()
    {
        _handle = Try(() => File.OpenHandle(TemporaryPath, FileMode.CreateNew, FileAccess.Write));
        return new StandardOutput((int)_handle.DangerousGetHandle(), isTerminal: false, errno =>
            throw new FathomException("cannot write", PathText.ToBytes(_path), (Errno)errno));
    }

    /// <summary>Gives it its name.</summary>
    internal void Commit()
    {
        _handle?.Dispose();
        RefuseExisting();
        _ = Try(() =>
        {
            File.Move(TemporaryPath, _path, _overwrites);
            return true;
        });
        _isCommitted = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle?.Dispose();
        if (!_isCommitted)
        {
            File.Delete(TemporaryPath);
        }
    }

    private void RefuseExisting()
    {
        if (!_overwrites && Path.Exists(_path))
        {
            throw new UsageException($"{NameEscaper.Quote(_path)} exists: give another name, or --overwrite");
        }
    }

    private T Try<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IndexException($"cannot write {NameEscaper.Quote(_path)}: {failure.Message}");
        }
    }
}
