using System.Text;

namespace Fathom.Vault;

/// <summary>Checks what is above all contents: the files of keys and configuration, and the branches of <c>d</c>.</summary>
internal sealed class StoredRootCheck(CheckRun run)
{
    private readonly EntryBatch _batch = new();

    /// <summary>Checks the root of the ciphertext, and finds all content directories.</summary>
    internal void Check()
    {
        Errno errno = run.Tree.Ciphertext.OpenRoot(out IContentNode? root);
        using (root)
        {
            if (errno != Errno.None)
            {
                throw new FathomException("cannot open", run.Tree.Ciphertext.RootName, errno);
            }

            string[] keyFiles = [VaultConfig.FileName, run.Tree.Config.MasterkeyFileName];
            List<string> backups = [];
            foreach ((byte[] name, _) in List(root!, "."u8.ToArray()))
            {
                string text = Encoding.UTF8.GetString(name);
                if (text.EndsWith(BackupName.Suffix, StringComparison.Ordinal) && keyFiles.Any(file => text.StartsWith(file, StringComparison.Ordinal)))
                {
                    backups.Add(text);
                }
            }

            foreach (string file in keyFiles)
            {
                CheckBackups(root!, file, backups);
            }

            CheckBranches(root!);
        }
    }

    private void CheckBackups(IContentNode root, string file, List<string> backups)
    {
        byte[]? content = ReadAll(root, file);
        if (content is null)
        {
            return;
        }

        string current = BackupName.Of(file, content);
        bool hasCurrent = false;
        foreach (string backup in backups.Where(name => name.StartsWith(file, StringComparison.Ordinal)))
        {
            byte[]? copy = ReadAll(root, backup);
            bool isSound = copy is not null && backup.Equals(BackupName.Of(file, copy), StringComparison.OrdinalIgnoreCase);
            hasCurrent |= isSound && copy.AsSpan().SequenceEqual(content);
            if (!isSound)
            {
                Add(VaultFindingKind.DamagedBackup, VaultFindingSeverity.Warning, backup, "this backup is not what its name says: it was changed, cut or renamed");
            }
            else if (!copy.AsSpan().SequenceEqual(content))
            {
                Add(VaultFindingKind.OtherBackup, VaultFindingSeverity.Information, backup,
                    $"this backup differs from {file}; if it is of an earlier password, that one opens the vault as long as the backup is there");
            }
        }

        if (!hasCurrent)
        {
            Add(VaultFindingKind.MissingBackup, VaultFindingSeverity.Information, file,
                $"there is no backup of it beside it ({current}); without this file nothing can be decrypted: keep a copy elsewhere");
        }
    }

    private static byte[]? ReadAll(IContentNode root, string name)
    {
        byte[] content = new byte[MasterkeyFile.MaxLength + 1];
        return StoredFiles.Read(root, Encoding.UTF8.GetBytes(name), content, out int length) == Errno.None ? content[..length] : null;
    }

    private void CheckBranches(IContentNode root)
    {
        Errno errno = root.Open(VaultUnlock.ContentDirectory, out IContentNode? top);
        using (top)
        {
            if (errno != Errno.None)
            {
                throw new FathomException("cannot open", VaultUnlock.PathOf(run.Tree.Ciphertext.RootName, "d"), errno);
            }

            foreach ((byte[] name, EntryKind kind) in List(top!, "d"u8.ToArray()))
            {
                run.Cancellation.ThrowIfCancellationRequested();
                byte[] path = [.. "d/"u8, .. name];
                if (name.Length != 2 || kind is not (EntryKind.Directory or EntryKind.Unknown))
                {
                    AddForeign(path);
                    continue;
                }

                errno = top!.Open(name, out IContentNode? branch);
                using (branch)
                {
                    CheckBranch(branch, errno, name, path);
                }
            }
        }
    }

    private void CheckBranch(IContentNode? branch, Errno errno, byte[] name, byte[] path)
    {
        if (errno != Errno.None)
        {
            AddUnreadable(path, errno);
            return;
        }

        foreach ((byte[] content, EntryKind kind) in List(branch!, path))
        {
            if (kind is (EntryKind.Directory or EntryKind.Unknown) && ContentHash.TryParse(name, content, out ContentHash hash))
            {
                run.Contents.Add(hash);
            }
            else
            {
                AddForeign([.. path, (byte)'/', .. content]);
            }
        }
    }

    // At most some thousands of names: a branch has a thousandth of a vault's directories.
    private List<(byte[] Name, EntryKind Kind)> List(IContentNode directory, byte[] path)
    {
        List<(byte[], EntryKind)> names = [];
        Errno errno = directory.OpenListing(StatMask.Kind, out IDirectoryListing? listing);
        using (listing)
        {
            while (errno == Errno.None)
            {
                errno = listing!.Next(_batch);
                for (int i = 0; i < _batch.Count; i++)
                {
                    names.Add((_batch.Name(i).ToArray(), _batch.Kinds[i]));
                }

                if (_batch.Count == 0)
                {
                    break;
                }
            }
        }

        if (errno != Errno.None)
        {
            AddUnreadable(path, errno);
        }

        return names;
    }

    private void Add(VaultFindingKind kind, VaultFindingSeverity severity, string file, string detail) =>
        run.Add(new VaultFinding { Kind = kind, Severity = severity, StoredPath = Encoding.UTF8.GetBytes(file), Detail = detail });

    private void AddForeign(byte[] path) => run.Add(new VaultFinding
    {
        Kind = VaultFindingKind.ForeignFile,
        Severity = VaultFindingSeverity.Information,
        StoredPath = path,
        Detail = "this is no part of a vault",
    });

    private void AddUnreadable(byte[] path, Errno errno)
    {
        run.IsIncomplete = true;
        run.Add(new VaultFinding
        {
            Kind = VaultFindingKind.Unreadable,
            Severity = VaultFindingSeverity.Error,
            StoredPath = path,
            Detail = $"this directory cannot be listed: {errno.Describe()}",
        });
    }
}
