using System.CommandLine;
using Fathom.Local;
using Fathom.Nfs;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>The VAULT of a command.</summary>
internal static class VaultOperand
{
    /// <summary>The operand of a command that only reads.</summary>
    internal static Argument<string> Create() => new("VAULT") { Description = "the directory that holds the vault, or nfs://HOST/EXPORT/DIR" };

    /// <summary>The operand of a command that changes the vault.</summary>
    internal static Argument<string> CreateWritable() => new("VAULT") { Description = "the directory that holds the vault" };

    /// <summary>The operand without what may stand in front.</summary>
    /// <exception cref="UsageException">Nothing stands behind.</exception>
    internal static byte[] Parse(string typed)
    {
        byte[] root = PathText.ToBytes(typed);
        return VaultRoot.IsVault(root) ? VaultRoot.CiphertextOf(root) : root;
    }

    /// <summary>Unlocks a vault to be read.</summary>
    /// <exception cref="FathomException">It cannot be read.</exception>
    /// <exception cref="VaultException">There is none, it is damaged or not supported, or the password is wrong.</exception>
    internal static VaultTree Open(string typed, VaultPassword password)
    {
        byte[] root = Parse(typed);
        return VaultRoot.Open(root, OpenStored(root), password);
    }

    /// <summary>Unlocks a vault to be changed, and copies its two files if they have no copy yet.</summary>
    /// <param name="message">Gets a warning where they cannot be copied.</param>
    /// <exception cref="UsageException">It is on a server.</exception>
    /// <exception cref="FathomException">It cannot be read.</exception>
    /// <exception cref="VaultException">There is none, it is damaged or not supported, or the password is wrong.</exception>
    internal static VaultTree OpenForWriting(string typed, VaultPassword password, Message message)
    {
        byte[] root = Parse(typed);
        RefuseServer(root);
        VaultTree tree = VaultRoot.Open(root, OpenStored(root), password, isReadOnly: false);
        try
        {
            WriteBackups(typed, message);
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>Copies the two files of a vault that is about to be changed, if they have no copy yet.</summary>
    /// <param name="message">Gets a warning where they cannot be copied.</param>
    /// <exception cref="FathomException">The directory cannot be read.</exception>
    internal static void WriteBackups(string typed, Message message) => Use(typed, directory =>
    {
        Errno errno = directory.WriteBackups();
        if (errno is not (Errno.None or Errno.EROFS))
        {
            message.Write("warning: cannot copy vault.cryptomator and the file with the keys, as a backup, in", Parse(typed), errno.Describe());
        }

        return errno;
    });

    /// <summary>Works on the directory of a vault, which need not have one yet.</summary>
    /// <exception cref="FathomException">It cannot be read.</exception>
    internal static T Use<T>(string typed, Func<VaultDirectory, T> use)
    {
        byte[] root = Parse(typed);
        using IContentTree stored = OpenStored(root);
        Errno errno = stored.OpenRoot(out IContentNode? node);
        using (node)
        {
            return errno == Errno.None ? use(new VaultDirectory(node!, stored.RootName)) : throw new FathomException("cannot open", root, errno);
        }
    }

    /// <summary>Refuses a vault on a server.</summary>
    /// <exception cref="UsageException">It is on one.</exception>
    internal static void RefuseServer(byte[] root)
    {
        if (NfsRoot.IsUrl(root))
        {
            throw new UsageException($"{NameEscaper.Quote(PathText.ToText(root))} cannot be changed: a vault on a server is read only, unless its export is mounted");
        }
    }

    /// <summary>Opens the tree that has the ciphertext.</summary>
    /// <exception cref="FathomException">It cannot be read.</exception>
    internal static IContentTree OpenStored(byte[] root)
    {
        if (NfsRoot.IsUrl(root))
        {
            return NfsTree.Open(NfsRoot.Parse(root), NfsOptions.Default, CancellationToken.None);
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("vaults are read on Linux alone");
        }

        LocalTree.RaiseDescriptorLimit();
        return LocalTree.Open(root, new LocalTreeOptions { FollowRoot = true });
    }
}
