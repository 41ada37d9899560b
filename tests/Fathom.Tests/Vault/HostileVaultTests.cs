using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault;

/// <summary>Damage anywhere in a whole vault: an error under the right path, never wrong content, never a crash, and a check finds it.</summary>
[SupportedOSPlatform("linux")]
public sealed class HostileVaultTests
{
    public static TheoryData<CipherCombo> Ciphers => [CipherCombo.SivGcm, CipherCombo.SivCtrMac];

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_flipped_bit_never_shows_wrong_content_and_is_found(CipherCombo cipher)
    {
        using HostileVault vault = new(cipher);
        Assert.Empty(vault.Read()!);
        Random random = new(7);
        foreach (string file in vault.Encrypted())
        {
            byte[] content = File.ReadAllBytes(file);
            foreach (int position in Positions(content.Length, vault.Writer.Headers.Layout))
            {
                byte[] damaged = (byte[])content.Clone();
                damaged[position] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, damaged);
                AssertFound(vault, file, $"bit at {position} of {Path.GetRelativePath(vault.Writer.Folder, file)}");
            }

            File.WriteAllBytes(file, content);
        }

        Assert.Empty(vault.Read()!);
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_flipped_bit_in_keys_or_configuration_refuses_the_vault_or_means_nothing(CipherCombo cipher)
    {
        using HostileVault vault = new(cipher);
        int refused = 0;
        foreach (string name in new[] { "vault.cryptomator", "masterkey.cryptomator" })
        {
            string file = vault.Writer.At(name);
            byte[] content = File.ReadAllBytes(file);
            for (int position = 0; position < content.Length; position += 3)
            {
                byte[] damaged = (byte[])content.Clone();
                damaged[position] ^= 1;
                File.WriteAllBytes(file, damaged);

                // A character of base64 may have bits that say nothing, and JSON spaces.
                List<string>? errors = vault.Read();
                refused += errors is null ? 1 : 0;
                Assert.Empty(errors ?? []);
            }

            File.WriteAllBytes(file, content);
        }

        Assert.InRange(refused, 100, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_truncated_file_is_an_error_or_ends_at_a_chunk(CipherCombo cipher)
    {
        using HostileVault vault = new(cipher);
        CipherLayout layout = vault.Writer.Headers.Layout;
        int chunk = layout.StoredChunkLength;
        int header = layout.HeaderLength;
        string file = vault.StoredFiles["/one/chunks"];
        byte[] content = File.ReadAllBytes(file);
        int[] lengths =
        [
            0, 1, header - 1, header, header + 1, header + layout.ChunkOverhead - 1, header + layout.ChunkOverhead, header + layout.ChunkOverhead + 1,
            header + chunk - 1, header + chunk, header + chunk + 1, header + 2 * chunk + 1000, header + 3 * chunk, content.Length - 1,
        ];
        foreach (int length in lengths)
        {
            File.WriteAllBytes(file, content[..length]);
            bool isAtChunk = length >= header && (length - header) % chunk == 0;

            List<string> errors = vault.Read(allowsCut: true)!;

            string error = Assert.Single(errors);
            Assert.StartsWith("/one/chunks ", error, StringComparison.Ordinal);
            Assert.Equal(isAtChunk, error.EndsWith(" cut", StringComparison.Ordinal));
            Assert.Equal(isAtChunk, vault.Writer.Check(CheckSteps.Data, out VaultCheckReport report).Count == 0);
            Assert.Equal(isAtChunk, report.IsSound);
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void Swapped_chunks_are_errors_inside_of_a_file_and_between_files(CipherCombo cipher)
    {
        using HostileVault vault = new(cipher);
        CipherLayout layout = vault.Writer.Headers.Layout;
        (string one, string other) = (vault.StoredFiles["/one/chunks"], vault.StoredFiles["/one/other"]);
        byte[] content = File.ReadAllBytes(one);
        byte[] foreign = File.ReadAllBytes(other);
        int first = layout.HeaderLength;
        int second = first + layout.StoredChunkLength;
        byte[] swapped = [.. content[..first], .. content[second..(second + layout.StoredChunkLength)], .. content[first..second], .. content[(second + layout.StoredChunkLength)..]];
        byte[] mixed = [.. content[..second], .. foreign[second..]];

        foreach (byte[] damaged in new[] { swapped, mixed, [.. foreign[..first], .. content[first..]] })
        {
            File.WriteAllBytes(one, damaged);
            Assert.Equal(["/one/chunks EBADMSG"], vault.Read()!);
            Assert.Equal(["UnreadableChunks /one/chunks None"], vault.Writer.Check(CheckSteps.Data).Lines());
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_file_of_another_vault_is_an_error_and_its_name_too(CipherCombo cipher)
    {
        using HostileVault vault = new(cipher);
        using HostileVault other = new(cipher);
        string name = Path.GetFileName(other.StoredFiles["/small"]);
        File.Copy(other.StoredFiles["/one/chunks"], vault.StoredFiles["/one/chunks"], overwrite: true);
        File.Copy(other.StoredFiles["/small"], Path.Combine(vault.Writer.ContentOf(DirectoryId.Root), name));

        Assert.Equal(new[] { $"/{name} EBADMSG", "/one/chunks EBADMSG" }.Order(StringComparer.Ordinal), vault.Read()!.Order(StringComparer.Ordinal));
        Assert.Equal(["UnreadableHeader /one/chunks None", "UnreadableName None"], vault.Writer.Check().Lines());
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_node_of_another_directory_is_an_error_under_its_stored_name(CipherCombo cipher)
    {
        using HostileVault vault = new(cipher);
        string moved = vault.StoredFiles["/one/chunks"];
        string name = Path.GetFileName(moved);
        File.Move(moved, Path.Combine(vault.Writer.ContentOf(DirectoryId.Root), name));

        Assert.Equal(new[] { $"/{name} EBADMSG", "/one/chunks not shown" }.Order(StringComparer.Ordinal), vault.Read()!.Order(StringComparer.Ordinal));
        Assert.Equal(["UnreadableName None"], vault.Writer.Check().Lines());
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_replaced_directory_id_never_ends_in_a_loop_or_a_crash(CipherCombo cipher)
    {
        using HostileVault vault = new(cipher);
        string[] ids = [.. vault.Encrypted().Where(static path => path.EndsWith("/dir.c9r", StringComparison.Ordinal))];
        byte[][] contents = [.. ids.Select(File.ReadAllBytes)];
        byte[][] garbage = [[], [0], new byte[1000], new byte[1001], "../../../etc"u8.ToArray(), Encoding.UTF8.GetBytes(Guid.NewGuid().ToString())];
        for (int i = 0; i < ids.Length; i++)
        {
            foreach (byte[] replacement in contents.Where(content => !content.AsSpan().SequenceEqual(contents[i])).Concat(garbage))
            {
                File.WriteAllBytes(ids[i], replacement);
                AssertFound(vault, ids[i], $"{replacement.Length} bytes as id");
                Assert.Equal(0, Walk(vault.Writer.Folder));
            }

            File.WriteAllBytes(ids[i], contents[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void Exchanged_long_names_are_errors_or_shown_as_the_conflicts_they_look_like(CipherCombo cipher)
    {
        using HostileVault vault = new(cipher);
        string[] names = [.. vault.Encrypted().Where(static path => path.EndsWith("/name.c9s", StringComparison.Ordinal))];
        Assert.Equal(2, names.Length);
        (byte[] one, byte[] two) = (File.ReadAllBytes(names[0]), File.ReadAllBytes(names[1]));
        File.WriteAllBytes(names[0], two);
        File.WriteAllBytes(names[1], one);

        // They are of two directories, and names are bound to theirs.
        Assert.NotEmpty(vault.Read()!);
        Assert.Equal(2, vault.Writer.Check().Lines().Count(static line => line.StartsWith("UnreadableLongName", StringComparison.Ordinal)));
    }

    private static void AssertFound(HostileVault vault, string file, string what)
    {
        List<string>? errors = vault.Read();
        List<VaultFinding> findings = vault.Writer.Check(CheckSteps.Data);
        bool isOwnId = file.EndsWith("/dirid.c9r", StringComparison.Ordinal);
        Assert.True(isOwnId == (errors is { Count: 0 }), $"{what}: {string.Join(", ", errors ?? [])}");
        string stored = Path.GetRelativePath(vault.Writer.Folder, file);

        // A changed id is sound by itself: what it leads to is not there.
        bool isFound = file.EndsWith("/dir.c9r", StringComparison.Ordinal)
            ? findings.Count > 0
            : findings.Exists(finding => Encoding.UTF8.GetString(finding.StoredPath.Span) == stored);
        Assert.True(isFound, $"{what}: the check says {string.Join(", ", findings.Lines())}");
    }

    // Every byte of a header and of what is small, and some of each chunk.
    private static IEnumerable<int> Positions(int length, CipherLayout layout)
    {
        const int Step = 7;
        for (int position = 0; position < length; position += position < layout.HeaderLength || length <= 1000 ? Step : 7919)
        {
            yield return position;
        }

        if (length > 0)
        {
            yield return length - 1;
        }
    }

    private static int Walk(string folder)
    {
        using VaultTree tree = VaultTree.Open(LocalTree.Open(folder), VaultWriter.Password);
        RecordingSink sink = new(StatMask.Size);
        Deadline.Run(() => new Walker(tree, new WalkOptions { Workers = 2 }).Run(sink));
        return sink.Entries.Count > 0 ? 0 : 1;
    }
}
