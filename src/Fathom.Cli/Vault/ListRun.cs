namespace Fathom.Cli;

/// <summary>Lists paths of one tree as ls does.</summary>
internal sealed class ListRun(IContentTree tree, StandardOutput output, Message message, CancellationToken cancellation)
{
    private bool _hasWritten;

    internal bool IsLong { get; init; }

    internal bool IsRecursive { get; init; }

    internal bool IsHuman { get; init; }

    internal bool IsJson { get; init; }

    internal bool ShowsDirectories { get; init; }

    /// <summary>For terminals.</summary>
    internal bool IsEscaped { get; init; }

    /// <summary>Something could not be listed.</summary>
    internal bool HasErrors { get; private set; }

    /// <summary>Lists what is no directory first, as ls does, and then each directory.</summary>
    internal void Run(IReadOnlyList<VaultPath> paths)
    {
        LongLine line = new(IsHuman, IsEscaped);
        List<DirectoryRow> rows = [];
        List<VaultPath> directories = [];
        foreach (VaultPath path in paths)
        {
            Errno errno = path.Open(tree, NodeAttributes.All, out IContentNode? node, out NodeAttributes attributes);
            using (node)
            {
                if (errno != Errno.None)
                {
                    Fail("cannot access", path.Typed, errno);
                }
                else if (node!.Kind == EntryKind.Directory && !ShowsDirectories)
                {
                    directories.Add(path);
                }
                else
                {
                    rows.Add(RowOf(path, node, attributes));
                }
            }
        }

        WriteRows(rows, line);
        _hasWritten = rows.Count > 0;
        foreach (VaultPath path in directories)
        {
            ListDirectory(path, line, showsName: IsRecursive || paths.Count > 1);
        }
    }

    private static DirectoryRow RowOf(VaultPath path, IContentNode node, NodeAttributes attributes)
    {
        byte[] target = [];
        Errno errno = node.Kind == EntryKind.Symlink ? node.ReadTarget(out target) : Errno.None;
        return new DirectoryRow(path.Typed, node.Kind, attributes, target, errno);
    }

    // A stack of its own, because trees are deeper than threads' stacks.
    private void ListDirectory(VaultPath top, LongLine line, bool showsName)
    {
        Errno errno = top.Open(tree, StatMask.None, out IContentNode? node, out _);
        if (errno != Errno.None)
        {
            Fail("cannot read directory", top.Typed, errno);
            return;
        }

        using (node)
        {
            using HeldPath held = new(node!);
            Stack<(byte[] Path, byte[][] Names)> pending = new([(top.Typed, [])]);
            while (pending.TryPop(out (byte[] Path, byte[][] Names) next) && !cancellation.IsCancellationRequested)
            {
                List<DirectoryRow> rows = ListOne(held, next.Path, next.Names, line, showsName);
                for (int i = rows.Count - 1; i >= 0 && IsRecursive; i--)
                {
                    if (rows[i].Kind == EntryKind.Directory && rows[i].Error == Errno.None)
                    {
                        pending.Push((PathBytes.Join(next.Path, rows[i].Name), [.. next.Names, rows[i].Name]));
                    }
                }
            }
        }
    }

    private List<DirectoryRow> ListOne(HeldPath held, byte[] path, byte[][] names, LongLine line, bool showsName)
    {
        List<DirectoryRow> rows = [];
        Errno errno = held.Open(names, out IContentNode? node);
        errno = errno != Errno.None ? errno : IsJson ? ListJson(node!, path, out rows) : DirectoryRows.Read(node!, IsLong, out rows);
        if (!IsJson)
        {
            WriteHeading(path, line, showsName);
            WriteRows(rows, line);
            _hasWritten = true;
        }

        if (errno != Errno.None)
        {
            Fail("cannot read directory", path, errno);
        }

        Report(path, rows);
        return rows;
    }

    private void WriteHeading(byte[] path, LongLine line, bool showsName)
    {
        if (!showsName)
        {
            return;
        }

        output.Write(_hasWritten ? "\n"u8 : default);
        line.Write(path, output);
        output.Write(":\n"u8);
    }

    private void WriteRows(List<DirectoryRow> rows, LongLine line)
    {
        if (IsJson)
        {
            foreach (DirectoryRow row in rows)
            {
                JsonRows.Write(row, output);
            }
        }
        else if (IsLong)
        {
            line.Write(rows, output);
        }
        else
        {
            foreach (DirectoryRow row in rows)
            {
                line.Write(row.Name, output);
                output.Write((byte)'\n');
            }
        }
    }

    // Only what the rows are needed for later is kept of them.
    private Errno ListJson(IContentNode directory, byte[] path, out List<DirectoryRow> rows)
    {
        rows = [];
        using JsonLineFormatter formatter = new();
        LineBuffer lines = new();
        Errno errno = directory.OpenListing(JsonLineFormatter.Wanted, out IDirectoryListing? listing);
        using (listing)
        {
            EntryBatch batch = new();
            while (errno == Errno.None && !cancellation.IsCancellationRequested)
            {
                errno = listing!.Next(batch);
                if (batch.Count == 0)
                {
                    break;
                }

                for (int i = 0; i < batch.Count; i++)
                {
                    byte[] whole = PathBytes.Join(path, batch.Name(i));
                    formatter.Write(new ListedEntry { Batch = batch, Index = i, Path = whole, RootLength = 0, Error = batch.Errnos(i) }, lines);
                    rows.Add(new DirectoryRow(batch.Name(i).ToArray(), batch.Kinds[i], default, [], batch.Errnos(i)));
                }

                output.Write(lines.Written);
                lines.Clear();
            }
        }

        return errno;
    }

    private void Report(byte[] path, List<DirectoryRow> rows)
    {
        foreach (DirectoryRow row in rows)
        {
            if (row.Error != Errno.None)
            {
                Fail("cannot read", PathBytes.Join(path, row.Name), row.Error);
            }
        }
    }

    private void Fail(string problem, byte[] path, Errno errno)
    {
        output.Flush();
        message.Write(problem, path, errno.Describe());
        HasErrors = true;
    }
}
