namespace Fathom;

/// <summary>Nodes that are not in use, for one worker. Bounded: a worker that mostly ends subtrees which others began does not
/// hoard.</summary>
internal sealed class NodePool
{
    private const int MaxFree = 4096;

    private readonly Stack<DirectoryNode> _free = new();

    internal DirectoryNode Rent() => _free.TryPop(out DirectoryNode? node) ? node : new DirectoryNode();

    internal void Return(DirectoryNode node)
    {
        node.Forget();
        if (_free.Count < MaxFree)
        {
            _free.Push(node);
        }
    }
}
