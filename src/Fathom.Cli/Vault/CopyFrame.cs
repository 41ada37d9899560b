namespace Fathom.Cli;

/// <summary>A directory that is being copied, with the directories in it that are still to be copied.</summary>
/// <param name="source">Disposed with this.</param>
/// <param name="path">Of the source, raw bytes, for messages.</param>
/// <param name="target">Where its entries go; one use of it ends with this.</param>
internal sealed class CopyFrame(IContentNode source, byte[] path, CopyDirectory target) : IDisposable
{
    internal IContentNode Source => source;

    internal byte[] Path => path;

    internal CopyDirectory Target => target;

    /// <summary>Raw bytes of the names of directories that were listed and not opened.</summary>
    internal Stack<byte[]> Waiting { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        source.Dispose();
        target.Release();
    }
}
