namespace Fathom.Local;

/// <summary>A path cut into the directory to look in and the name to look for, as the kernel does.</summary>
/// <param name="ParentLength">Bytes of the parent at the start of the path, without slashes at its end unless it is the root; 0 for the
/// current directory.</param>
/// <param name="NameStart">Where the last component begins. It keeps the slashes after it: they say that it must be a directory.</param>
internal readonly record struct PathSplit(int ParentLength, int NameStart)
{
    internal static PathSplit Of(ReadOnlySpan<byte> path)
    {
        int slash = WithoutSlashes(path).LastIndexOf((byte)'/');
        // "name", and "///": an absolute name is looked up from the root whatever the directory.
        return slash < 0 ? default : new PathSplit(Math.Max(1, WithoutSlashes(path[..slash]).Length), slash + 1);
    }

    internal static ReadOnlySpan<byte> WithoutSlashes(ReadOnlySpan<byte> path) => path[..(path.LastIndexOfAnyExcept((byte)'/') + 1)];
}
