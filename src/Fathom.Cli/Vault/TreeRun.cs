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
            Draw(path.Typed, line);
        }

        string directories = _directories == 1 ? "1 directory" : $"{_directories} directories";
        string files = DirectoriesOnly ? "" : _files == 1 ? ", 1 file" : $", {_files} files";
        output.Write($"\n{directories}{files}\n");
    }

    // A stack of its own, because trees are deeper than threads' stacks; a directory is opened from the root each time.
    private void Draw(byte[] top, LongLine line)
    {
        Stack<Pending> pending = new();
        Push(pending, new Pending(top, null, "", 0));
        while (pending.TryPop(out Pending? next) && !cancellation.IsCancellationRequested)
        {
            DirectoryRow row = next.Row!;
            output.Write(next.Indent);
            output.Write(next.IsLast ? "└── " : "├── ");
            line.WriteName(row, output);
            bool isDirectory = row.Kind == EntryKind.Directory;
            _directories += isDirectory ? 1 : 0;
            _files += isDirectory ? 0 : 1;
            if (row.Error != Errno.None)
            {
                Fail("cannot read", next.Path, row.Error);
            }
            else if (isDirectory && next.Depth < MaxDepth)
            {
                Push(pending, next with { Indent = next.Indent + (next.IsLast ? "    " : "│   ") });
            }
        }
    }

    private void Push(Stack<Pending> pending, Pending directory)
    {
        Errno errno = VaultPath.Parse(PathText.ToText(directory.Path)).Open(tree, StatMask.None, out IContentNode? node, out _);
        using (node)
        {
            List<DirectoryRow> rows = [];
            errno = errno == Errno.None ? DirectoryRows.Read(node!, isLong: true, out rows) : errno;
            if (errno != Errno.None)
            {
                Fail("cannot read directory", directory.Path, errno);
            }

            rows.RemoveAll(row => DirectoriesOnly && row.Kind != EntryKind.Directory);
            for (int i = rows.Count - 1; i >= 0; i--)
            {
                pending.Push(new Pending(VaultPath.Join(directory.Path, rows[i].Name), rows[i], directory.Indent, directory.Depth + 1) { IsLast = i == rows.Count - 1 });
            }
        }
    }

    private void Fail(string problem, byte[] path, Errno errno)
    {
        output.Flush();
        message.Write(problem, path, errno.Describe());
        HasErrors = true;
    }

    private sealed record Pending(byte[] Path, DirectoryRow? Row, string Indent, int Depth)
    {
        internal bool IsLast { get; init; }
    }
}
