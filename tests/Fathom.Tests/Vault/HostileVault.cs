using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault;

/// <summary>A small vault with one of everything, whose files tests damage, and what then is read of it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class HostileVault : IDisposable
{
    private readonly VaultFolder _vault;

    /// <summary>Content of a file or target of a link by path, null for a directory; as it was written.</summary>
    private readonly Dictionary<string, byte[]?> _written = new(StringComparer.Ordinal);

    public HostileVault(CipherCombo cipher)
    {
        _vault = new VaultFolder(cipher);
        DirectoryId one = MakeDirectory(VaultFolder.Root, "", "one");
        DirectoryId two = MakeDirectory(one, "/one", new string('d', 180));
        MakeFile(VaultFolder.Root, "", "small", 10);
        MakeFile(one, "/one", "chunks", 3 * 32768 + 100);
        MakeFile(one, "/one", "other", 3 * 32768 + 100);
        MakeFile(two, "/one/" + new string('d', 180), new string('f', 200), 100);
        MakeFile(two, "/one/" + new string('d', 180), "empty", 0);
        _vault.Writer.MakeLink(one, "link"u8, "a target"u8);
        _written["/one/link"] = "a target"u8.ToArray();
    }

    public VaultWriter Writer => _vault.Writer;

    /// <summary>Files with content by their path, and where they are stored.</summary>
    public Dictionary<string, string> StoredFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>All files of the ciphertext but the two at its root.</summary>
    public string[] Encrypted() => [.. Directory.EnumerateFiles(Writer.At("d"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public void Dispose() => _vault.Dispose();

    /// <summary>Reads everything, and fails where a name shows something that was not written under it.</summary>
    /// <param name="allowsCut">A file may be shorter: the format does not authenticate lengths at chunks.</param>
    /// <returns>Names that were not read, with the error of each; null where the vault did not open.</returns>
    public List<string>? Read(bool allowsCut = false)
    {
        VaultTree tree;
        try
        {
            tree = VaultTree.Open(LocalTree.Open(Writer.Folder), VaultWriter.Password);
        }
        catch (VaultException)
        {
            return null;
        }

        using (tree)
        {
            using IContentNode root = tree.Root();
            List<string> errors = [];
            HashSet<string> seen = new(StringComparer.Ordinal);
            Read(root, "", errors, seen, allowsCut);
            errors.AddRange(_written.Keys.Where(path => !seen.Contains(path)).Select(static path => path + " not shown"));
            return errors;
        }
    }

    private void Read(IContentNode directory, string path, List<string> errors, HashSet<string> seen, bool allowsCut)
    {
        Errno errno = directory.OpenListing(StatMask.Kind | StatMask.Size, out IDirectoryListing? listing);
        using (listing)
        {
            EntryBatch batch = new();
            do
            {
                errno = errno == Errno.None ? listing!.Next(batch) : errno;
                for (int i = 0; errno == Errno.None && i < batch.Count; i++)
                {
                    string child = $"{path}/{Encoding.UTF8.GetString(batch.Name(i))}";
                    seen.Add(child);
                    Errno entry = batch.Errnos(i);
                    entry = entry == Errno.None ? ReadEntry(directory, batch.Name(i).ToArray(), child, errors, seen, allowsCut) : entry;
                    if (entry != Errno.None)
                    {
                        errors.Add($"{child} {entry}");
                    }
                }
            }
            while (errno == Errno.None && batch.Count > 0);
        }

        if (errno != Errno.None)
        {
            errors.Add($"{path} {errno}");
        }
    }

    private Errno ReadEntry(IContentNode directory, byte[] name, string path, List<string> errors, HashSet<string> seen, bool allowsCut)
    {
        Errno errno = directory.Open(name, out IContentNode? node);
        using (node)
        {
            if (errno != Errno.None)
            {
                return errno;
            }

            if (node!.Kind == EntryKind.Directory)
            {
                // A directory that leads to another one's content shows that; depth is bounded for one that leads to itself.
                if (path.Length < 2000)
                {
                    Read(node, path, errors, seen, allowsCut);
                }

                return Errno.None;
            }

            errno = node.Kind == EntryKind.Symlink ? node.ReadTarget(out byte[] content) : ReadFile(node, out content);
            if (errno == Errno.None)
            {
                AssertWritten(path, content, errors, allowsCut);
            }

            return errno;
        }
    }

    private void AssertWritten(string path, byte[] content, List<string> errors, bool allowsCut)
    {
        // What lies below a directory that leads elsewhere has that one's names, with their own content.
        string name = path[(path.LastIndexOf('/') + 1)..];
        byte[]? expected = _written.GetValueOrDefault(path) ?? _written.First(pair => pair.Key.EndsWith("/" + name, StringComparison.Ordinal)).Value;
        if (allowsCut && content.Length < expected!.Length && content.Length % CipherLayout.ChunkLength == 0)
        {
            errors.Add($"{path} cut");
            expected = expected[..content.Length];
        }

        Assert.True(expected.AsSpan().SequenceEqual(content), $"{path} shows what was not written under this name");
    }

    private static Errno ReadFile(IContentNode node, out byte[] content)
    {
        content = [];
        Errno errno = node.OpenFile(out IContentFile? file);
        using (file)
        {
            byte[] buffer = new byte[200_000];
            errno = errno == Errno.None ? file!.Read(0, buffer, out int read) : None(errno, out read);
            content = buffer[..read];
            return errno;
        }
    }

    private static Errno None(Errno errno, out int read)
    {
        read = 0;
        return errno;
    }

    private DirectoryId MakeDirectory(DirectoryId parent, string path, string name)
    {
        _written[$"{path}/{name}"] = null;
        return Writer.MakeDirectory(parent, name);
    }

    private void MakeFile(DirectoryId parent, string path, string name, int size)
    {
        byte[] content = ContentSteps.Noise(size, seed: size + name.Length);
        _written[$"{path}/{name}"] = content;
        StoredFiles[$"{path}/{name}"] = Writer.MakeFile(parent, name, content);
    }
}
