namespace Fathom;

/// <summary>A tree that can be changed. Every node that it opens is an <see cref="IWritableNode"/>; whether the caller may change it shows
/// when it tries.</summary>
public interface IWritableTree : IContentTree
{
    /// <summary>Opens the root to be changed.</summary>
    /// <param name="root">The caller's, to be disposed; null when the result is an error.</param>
    Errno OpenWritableRoot(out IWritableNode? root)
    {
        Errno errno = OpenRoot(out IContentNode? node);
        root = (IWritableNode?)node;
        return errno;
    }
}
