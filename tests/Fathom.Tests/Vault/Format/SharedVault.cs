using System.Formats.Tar;
using System.IO.Compression;
using Fathom.Tests.Support;

namespace Fathom.Tests.Vault.Format;

/// <summary>A vault that an independent program made (password <c>pypass</c>), without its three largest files, in memory.</summary>
internal sealed class SharedVault
{
    /// <summary>The password.</summary>
    public static ReadOnlySpan<byte> Password => "pypass"u8;

    /// <summary>Content by path below the vault, as stored.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Lines of what is in it: type, path, and for files size and SHA-256, for links an arrow and the target.</summary>
    public static string[] Listing => File.ReadAllLines(RepositoryRoot.At("tests/Fathom.Tests/Golden/vault-siv-gcm.listing.txt"));

    public static SharedVault Read()
    {
        SharedVault vault = new();
        using FileStream file = File.OpenRead(RepositoryRoot.At("tests/Fathom.Tests/Golden/vault-siv-gcm.tar.gz"));
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        using TarReader archive = new(unpacked);
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                using MemoryStream content = new();
                entry.DataStream?.CopyTo(content);
                vault.Files.Add(entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name, content.ToArray());
            }
        }

        return vault;
    }
}
