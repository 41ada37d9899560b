using System.Collections.Concurrent;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Vault;

namespace Fathom.Tests.Vault.Support;

/// <summary>Corpora as vaults, each made once for all tests that share it.</summary>
internal static class VaultCorpora
{
    private static readonly ConcurrentDictionary<(string, CipherCombo), Lazy<string>> s_shared = new();

    /// <summary>The folder of the vault.</summary>
    internal static string Materialize(Corpus corpus, CipherCombo cipher) => Corpus.Names.Contains(corpus.Name)
        ? s_shared.GetOrAdd((corpus.Name, cipher), _ => new Lazy<string>(() => Make(corpus, cipher))).Value
        : Make(corpus, cipher);

    // Removed with all corpora after the last test.
    private static string Make(Corpus corpus, CipherCombo cipher)
    {
        string folder = Directory.CreateDirectory(Path.Combine(CorpusStore.Folder, Guid.NewGuid().ToString("N"))).FullName;
        using VaultWriter writer = new(folder, cipher);
        Stack<(MemoryNode Node, DirectoryId Id)> open = new([(corpus.Root, DirectoryId.Root)]);
        while (open.TryPop(out (MemoryNode Node, DirectoryId Id) directory))
        {
            foreach (MemoryNode child in directory.Node.Children)
            {
                if (child.Kind == EntryKind.Directory)
                {
                    open.Push((child, writer.MakeDirectory(directory.Id, child.Name, DirectoryId.Create())));
                }
                else if (child.Kind == EntryKind.Symlink)
                {
                    writer.MakeLink(directory.Id, child.Name, child.Target);
                }
                else
                {
                    writer.MakeSparseFile(directory.Id, child.Name, child.Size);
                }
            }
        }

        return folder;
    }
}
