using System.Runtime.Versioning;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>The listing of one held directory.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LocalListing : IDirectoryListing
{
    private readonly SafeFileHandle _directory;
    private readonly AttributeReader _attributes;
    private bool _isEnd;

    /// <param name="directory">Open for reading, at its beginning; disposed with the listing.</param>
    /// <param name="mask">Attributes that are wanted.</param>
    internal LocalListing(SafeFileHandle directory, StatMask mask)
    {
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
    public void Dispose() => _directory.Dispose();
}
