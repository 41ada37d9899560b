namespace Fathom.Transfer;

/// <summary>Whether a symbolic link stays inside the tree that is transferred, by its text alone.</summary>
internal static class LinkSafety
{
    /// <summary>The link leads out of the transfer, or might.</summary>
    /// <param name="target">Where it points.</param>
    /// <param name="path">Of the link, below the root of the transfer.</param>
    /// <remarks>rsync(1), <c>--safe-links</c>: absolute and empty ones, ".." behind anything else or at the end of a path, and more ".." than the link has directories above it.</remarks>
    internal static bool LeadsOut(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path)
    {
        if (target.IsEmpty || target[0] == '/' || target.EndsWith("/.."u8))
        {
            return true;
        }

        int depth = path.Count((byte)'/');
        bool isStart = true;
        foreach (Range range in target.Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = target[range];
            if (part.SequenceEqual(".."u8))
            {
                if (!isStart || --depth < 0)
                {
                    return true;
                }
            }
            else if (!part.IsEmpty)
            {
                isStart = false;
                depth += part.SequenceEqual("."u8) ? 0 : 1;
            }
        }

        return false;
    }
}
