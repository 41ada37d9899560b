using System.Runtime.Versioning;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>The listing of one held directory.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LocalListing : IDirectoryListing
{
    private readonly SafeFileHandle _directory;
    private readonly AttributeReader _attributes;
    private readonly bool _isShared;
    private bool _isEnd;
    private bool _isDisposed;

    /// <param name="directory">Open for reading, at its beginning.</param>
    /// <param name="mask">Attributes that are wanted.</param>
    /// <param name="isShared">The descriptor is that of a node, and stays open for as long as either is in use; else it is this one's to dispose of.</param>
    internal LocalListing(SafeFileHandle directory, StatMask mask, bool isShared)
    {
        if (isShared)
        {
            directory.DangerousAddRef(ref _isShared);
        }

        _directory = directory;
        _attributes = new AttributeReader(new ReaderOptions { Stat = mask });
    }

    /// <inheritdoc/>
    public Errno Next(EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear(null);
        if (_isEnd)
        {
            return Errno.None;
        }

        using BorrowedDescriptor directory = new(_directory);
        ListStatus status = DirectoryRecords.Read(directory.Value, batch);
        _isEnd = status == ListStatus.End;
        _attributes.Fetch(directory.Value, batch);
        return batch.Error;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (_isShared)
        {
            _directory.DangerousRelease();
        }
        else
        {
            _directory.Dispose();
        }
    }
}
