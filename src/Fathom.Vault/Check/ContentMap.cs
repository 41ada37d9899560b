using System.Runtime.InteropServices;

namespace Fathom.Vault;

/// <summary>Content directories by the hash in their path: whether they exist, and whether the walk came by.</summary>
internal sealed class ContentMap
{
    private readonly Dictionary<ContentHash, ContentState> _states = [];

    /// <summary>The content directories that exist and were not reached.</summary>
    internal IEnumerable<ContentHash> Unreached => _states.Where(static pair => pair.Value == ContentState.Exists).Select(static pair => pair.Key);

    /// <summary>Adds one that exists.</summary>
    internal void Add(ContentHash hash) => _states[hash] = ContentState.Exists;

    /// <summary>It exists, and was not reached.</summary>
    internal bool IsUnreached(ContentHash hash) => _states.TryGetValue(hash, out ContentState state) && state == ContentState.Exists;

    /// <summary>Marks one as reached, whether it exists or not; false where it was before.</summary>
    internal bool TryReach(ContentHash hash)
    {
        ref ContentState state = ref CollectionsMarshal.GetValueRefOrAddDefault(_states, hash, out _);
        bool isFirst = state != ContentState.Reached;
        state = ContentState.Reached;
        return isFirst;
    }

    private enum ContentState : byte
    {
        Missing,
        Exists,
        Reached,
    }
}
