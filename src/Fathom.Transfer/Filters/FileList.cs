namespace Fathom.Transfer;

/// <summary>The names that are to be transferred: what <c>--files-from</c> gives.</summary>
/// <remarks>A tree of <see cref="FileListEntry"/>, so that whoever goes down the source goes down here beside it:
/// <see cref="FileListEntry.Find"/> says of each name whether it is listed, implied, or neither. Immutable.</remarks>
public sealed class FileList
{
    private const int MaxPath = 4095;

    private FileList(FileListEntry root) => Root = root;

    /// <summary>The directory that names are relative to. It is listed itself if a name began with "./" or was ".".</summary>
    public FileListEntry Root { get; }

    /// <summary>No name was given.</summary>
    public bool IsEmpty => !Root.IsListed && Root.Entries.Count == 0;

    /// <summary>Reads names: a line each; empty ones, and comments that begin with '#' or ';', are left out. A '/' at the beginning
    /// does not count, and ".." takes back the component before it, but never leads above the root.</summary>
    /// <param name="content">Raw bytes.</param>
    /// <param name="nulSeparated">Names end with NUL (<c>-0</c>) and not with the line.</param>
    /// <exception cref="FilterException">A name is too long, has a NUL, or a "/./", with which rsync would cut off its beginning.</exception>
    public static FileList Parse(ReadOnlySpan<byte> content, bool nulSeparated)
    {
        FileListEntry root = new([]);
        List<Given> names = [];
        ReadOnlySpan<byte> ends = nulSeparated ? "\0"u8 : "\n\r"u8;
        while (!content.IsEmpty)
        {
            int length = content.IndexOfAny(ends);
            ReadOnlySpan<byte> name = length < 0 ? content : content[..length];
            if (!name.IsEmpty && name[0] is not ((byte)'#' or (byte)';'))
            {
                names.Add(Normalize(name));
                root.IsListed |= name.StartsWith("./"u8);
            }

            content = length < 0 ? default : content[(length + 1)..];
        }

        names.Sort(static (left, right) => left.Path.AsSpan().SequenceCompareTo(right.Path));
        foreach (Given name in names)
        {
            Append(root, name);
        }

        return new FileList(root);
    }

    private static void Append(FileListEntry root, Given name)
    {
        FileListEntry entry = root;
        ReadOnlySpan<byte> path = name.Path;
        foreach (Range range in path.Split((byte)0))
        {
            entry = path[range].IsEmpty ? entry : entry.Append(path[range]);
        }

        entry.IsListed = true;
        entry.TakesContent |= name.TakesContent;
    }

    // NUL between components, so that the order of paths is the order of a walk: what is in a directory follows it at once.
    private static Given Normalize(ReadOnlySpan<byte> name)
    {
        Check(name);
        List<Range> parts = [];
        bool takesContent = true;
        foreach (Range range in name.Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = name[range];
            takesContent = part.IsEmpty || part.SequenceEqual("."u8) || part.SequenceEqual(".."u8);
            if (!takesContent)
            {
                parts.Add(range);
            }
            else if (part.Length == 2 && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        List<byte> path = [];
        foreach (Range part in parts)
        {
            if (path.Count > 0)
            {
                path.Add(0);
            }

            path.AddRange(name[part]);
        }

        return new Given([.. path], takesContent);
    }

    private static void Check(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxPath || name.Contains((byte)0))
        {
            throw new FilterException($"name in a list of files has more than {MaxPath} bytes, or a NUL byte; separated by NUL, it needs -0", name);
        }

        int cut = name.LastIndexOf("/./"u8);
        if (cut >= 0 && name[..cut].ContainsAnyExcept((byte)'/', (byte)'.'))
        {
            throw new FilterException("name in a list of files has '/./', which cuts off what is before it; that is not supported", name);
        }
    }

    private readonly record struct Given(byte[] Path, bool TakesContent);
}
