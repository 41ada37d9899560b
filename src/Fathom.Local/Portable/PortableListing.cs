using System.IO.Enumeration;
using System.Text;

namespace Fathom.Local;

/// <summary>An open directory, read entry by entry into whichever batch is set.</summary>
internal sealed class PortableListing : FileSystemEnumerator<bool>
{
    private static readonly EnumerationOptions s_all = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
    };

    private EntryBatch? _batch;

    /// <exception cref="IOException">The directory cannot be opened.</exception>
    internal PortableListing(string path)
        : base(path, s_all)
    {
    }

    /// <summary>Reads names.</summary>
    /// <param name="count">At most that many.</param>
    /// <returns>False at the end of the directory.</returns>
    internal bool Read(EntryBatch batch, int count)
    {
        _batch = batch;
        for (int i = 0; i < count; i++)
        {
            if (!MoveNext())
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    protected override bool TransformEntry(ref FileSystemEntry entry)
    {
        Span<byte> name = stackalloc byte[Encoding.UTF8.GetMaxByteCount(entry.FileName.Length)];
        int length = Encoding.UTF8.GetBytes(entry.FileName, name);

        // A link to a directory is a directory here, so the kind is only a guess until the attributes are there.
        _batch!.AddName(name[..length], EntryKind.Unknown, 0);
        return true;
    }
}
