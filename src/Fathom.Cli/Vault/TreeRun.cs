namespace Fathom.Cli;

/// <summary>Draws paths of one tree as tree(1) does.</summary>
internal sealed class TreeRun(IContentTree tree, StandardOutput output, Message message, CancellationToken cancellation)
{
    private long _directories;
    private long _files;

    internal int MaxDepth { get; init; }

    internal bool DirectoriesOnly { get; init; }

    /// <summary>For terminals.</summary>
    internal bool IsEscaped { get; init; }

    /// <summary>Something could not be read.</summary>
    internal bool HasErrors { get; private set; }

    /// <summary>Draws each path, and the sum of all.</summary>
    internal void Run(IReadOnlyList<VaultPath> paths)
    {
        LongLine line = new(isHuman: false, IsEscaped);
        foreach (VaultPath path in paths)
        {
            line.Write(path.Typed, output);
            output.Write((byte)'\n');
            Draw(path, line);
        }

        string directories = _directories == 1 ? "1 directory" : $"{_directories} directories";
        string files = DirectoriesOnly ? "" : _files == 1 ? ", 1 file" : $", {_files} files";
        output.Write($"\n{directories}{files}\n");
    }

    // A stack of its own, because trees are deeper than threads' stacks.
    private void Draw(VaultPath path, LongLine line)
    {
        Errno errno = path.Open(tree, StatMask.None, out IContentNode? top, out _);
        if (errno != Errno.None)
        {
            Fail("cannot read directory", path.Typed, errno);
            return;
        }

        using (top)
        {
            using HeldPath held = new(top!);
            Stack<Pending> pending = new();
            Push(held, pending, new Pending(path, [], null, ""));
            while (pending.TryPop(out Pending? next) && !cancellation.IsCancellationRequested)
            {
                Draw(next, line);
                if (next.Row is { Kind: EntryKind.Directory, Error: Errno.None } && next.Names.Length < MaxDepth)
                {
                    Push(held, pending, next with { Indent = next.Indent + (next.IsLast ? "    " : "│   ") });
                }
            }
        }
    }

    private void Draw(Pending entry, LongLine line)
    {
        DirectoryRow row = entry.Row!;
        output.Write(entry.Indent);
        output.Write(entry.IsLast ? "└── " : "├── ");
        line.WriteName(row, output);
        bool isDirectory = row.Kind == EntryKind.Directory;
        _directories += isDirectory ? 1 : 0;
        _files += isDirectory ? 0 : 1;
        if (row.Error != Errno.None)
        {
            Fail("cannot read", entry.Path, row.Error);
        }
    }

    private void Push(HeldPath held, Stack<Pending> pending, Pending directory)
    {
        List<DirectoryRow> rows = [];
        Errno errno = held.Open(directory.Names, out IContentNode? node);
        errno = errno == Errno.None ? DirectoryRows.Read(node!, isLong: true, out rows) : errno;
        if (errno != Errno.None)
        {
            Fail("cannot read directory", directory.Path, errno);
        }

        rows.RemoveAll(row => DirectoriesOnly && row.Kind != EntryKind.Directory);
        for (int i = rows.Count - 1; i >= 0; i--)
        {
            pending.Push(directory with { Names = [.. directory.Names, rows[i].Name], Row = rows[i], IsLast = i == rows.Count - 1 });
        }
    }

    private void Fail(string problem, byte[] path, Errno errno)
    {
        output.Flush();
        message.Write(problem, path, errno.Describe());
        HasErrors = true;
    }

    private sealed record Pending(VaultPath Top, byte[][] Names, DirectoryRow? Row, string Indent)
    {
        internal bool IsLast { get; init; }

        internal byte[] Path => Names.Aggregate(Top.Typed, static (path, name) => PathBytes.Join(path, name));
    }
}
