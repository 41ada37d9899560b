using System.Text;

namespace Fathom.Vault;

/// <summary>What listings found under a name that encryption does not lead to: files of conflicts. With it such an entry can be opened by the
/// name that its listing showed. Thread-safe.</summary>
internal sealed class ConflictNames
{
    // Conflicts are rare, and who has more of them lists a directory once more before a file of it is opened.
    private const int Capacity = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _stored = [];

    /// <summary>Notes under which stored name a name is to be found.</summary>
    internal void Add(DirectoryId directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> stored)
    {
        string key = KeyOf(directory, name);
        byte[] value = stored.ToArray();
        lock (_lock)
        {
            if (_stored.Count == Capacity)
            {
                _stored.Clear();
            }

            _stored[key] = value;
        }
    }

    /// <summary>The stored name; null where no listing found one.</summary>
    internal byte[]? Find(DirectoryId directory, ReadOnlySpan<byte> name)
    {
        lock (_lock)
        {
            return _stored.Count == 0 ? null : _stored.GetValueOrDefault(KeyOf(directory, name));
        }
    }

    // Neither an id nor a name is text for certain, and a name has no zero.
    private static string KeyOf(DirectoryId directory, ReadOnlySpan<byte> name) =>
        string.Concat(Encoding.Latin1.GetString(name), "\0", Encoding.Latin1.GetString(directory.Bytes));
}
