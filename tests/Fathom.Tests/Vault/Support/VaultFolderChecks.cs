using System.Runtime.Versioning;
using Xunit;

namespace Fathom.Tests.Vault.Support;

/// <summary>What must hold of a vault's folder whatever was done in it.</summary>
[SupportedOSPlatform("linux")]
internal static class VaultFolderChecks
{
    /// <summary>Every stored node is one of the format's, and every directory of the vault has one content directory.</summary>
    public static void AssertNothingIsLeft(VaultFolder vault, IContentNode root)
    {
        string top = vault.Writer.At("d");
        string[] stored = Directory.GetFileSystemEntries(top, "*", SearchOption.AllDirectories);
        Assert.DoesNotContain(stored, static path => Path.GetFileName(path).EndsWith(".tmp", StringComparison.Ordinal));
        int directories = 1 + EntryShape.Lines(root).Count(static line => line.EndsWith('/'));
        Assert.Equal(directories, Directory.GetDirectories(top).Sum(static branch => Directory.GetDirectories(branch).Length));
        foreach (string node in stored.Where(static path => Path.GetExtension(path) is ".c9r" or ".c9s" && Directory.Exists(path)))
        {
            // One file that says what it is, and its name exactly where that is shortened.
            string[] parts = [.. Directory.GetFileSystemEntries(node).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
            Assert.Equal(node.EndsWith(".c9s", StringComparison.Ordinal), parts.Contains("name.c9s"));
            Assert.Single(parts, static part => part is "contents.c9r" or "dir.c9r" or "symlink.c9r");
        }
    }
}
