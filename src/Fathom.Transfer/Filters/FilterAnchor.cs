namespace Fathom.Transfer;

/// <summary>Where a '/' at the beginning of a pattern matches.</summary>
internal sealed class FilterAnchor
{
    /// <summary>At the root of the transfer: rules of the command line.</summary>
    internal static FilterAnchor Root { get; } = new([], []);

    private FilterAnchor(byte[] below, byte[] above)
    {
        Below = below;
        Above = above;
    }

    /// <summary>Directory of the filter file with a '/' behind it; empty at the root and above.</summary>
    internal byte[] Below { get; }

    /// <summary>From the directory of a filter file above the root down to the root, with a '/' behind it; else empty.</summary>
    internal byte[] Above { get; }

    /// <summary>At a directory of the transfer.</summary>
    /// <param name="path">Relative to the root, which is empty.</param>
    internal static FilterAnchor At(ReadOnlySpan<byte> path) => path.IsEmpty ? Root : new([.. path, (byte)'/'], []);

    /// <summary>At a directory above the root.</summary>
    /// <param name="below">From there down to the root, with a '/' at the end.</param>
    internal static FilterAnchor AtAncestor(ReadOnlySpan<byte> below) => below.IsEmpty ? Root : new([], below.ToArray());
}
