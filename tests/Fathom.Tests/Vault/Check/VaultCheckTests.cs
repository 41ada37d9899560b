using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Format;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Check;

[SupportedOSPlatform("linux")]
public sealed class VaultCheckTests : IDisposable
{
    private static readonly string s_longName = new('n', 200);

    private readonly VaultFolder _vault = new();
    private readonly VaultWriter _writer;

    public VaultCheckTests() => _writer = _vault.Writer;

    private static DirectoryId Root => VaultFolder.Root;

    public void Dispose() => _vault.Dispose();

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void A_sound_vault_has_no_findings_and_is_counted(CipherCombo cipher)
    {
        using VaultFolder vault = new(cipher);
        DirectoryId inner = vault.Writer.MakeDirectory(vault.Writer.MakeDirectory(Root, "one"), s_longName);
        vault.Writer.MakeFile(inner, "file", new byte[100_000]);
        vault.Writer.MakeFile(inner, s_longName, [1]);
        vault.Writer.MakeFile(inner, "empty", []);
        vault.Writer.MakeLink(inner, "link"u8, "target"u8);

        List<VaultFinding> quick = vault.Writer.Check(null, out VaultCheckReport report);
        List<VaultFinding> whole = vault.Writer.Check(CheckSteps.Data, out VaultCheckReport wholeReport);

        Assert.Empty(quick.Lines());
        Assert.Empty(whole.Lines());
        Assert.Equal((3L, 3L, 1L, 2L), (report.Directories, report.Files, report.Links, report.LongNames));
        Assert.Equal(3L * vault.Writer.Headers.Layout.HeaderLength, report.CheckedBytes);
        Assert.Equal(wholeReport.StoredBytes, wholeReport.CheckedBytes);
        Assert.True(report.IsSound);
    }

    [Fact]
    public void The_vault_of_another_program_has_one_remark()
    {
        using TempFolder folder = new();
        foreach ((string path, byte[] content) in SharedVault.Read().Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At(path))!);
            File.WriteAllBytes(folder.At(path), content);
        }

        List<VaultFinding> findings = CheckSteps.Check(folder.Path, SharedVault.Password, CheckSteps.Data, out VaultCheckReport report);

        Assert.Equal(["UnreadableOwnId / Possible"], findings.Where(static finding => finding.Kind != VaultFindingKind.EmptyLastChunk).Lines());
        Assert.True(report.IsSound);
    }

    [Fact]
    public void Keys_without_a_backup_and_backups_of_other_keys_are_told()
    {
        string masterkey = _writer.At("masterkey.cryptomator");
        string config = _writer.At("vault.cryptomator");
        File.Copy(config, Path.Combine(_writer.Folder, BackupName.Of("vault.cryptomator", File.ReadAllBytes(config))));
        byte[] earlier = MasterkeyFile.Lock(_writer.Keys, "earlier"u8, new ScryptCost(2, 8)).Write();
        File.WriteAllBytes(_writer.At(BackupName.Of("masterkey.cryptomator", earlier)), earlier);
        File.Copy(masterkey, _writer.At("masterkey.cryptomator.00000000.bkup"));
        List<string> lines = [];
        using VaultCheck check = VaultCheck.Open(LocalTree.Open(_writer.Folder), VaultWriter.Password);

        check.Run(finding => lines.Add($"{finding.Kind} {Encoding.UTF8.GetString(finding.StoredPath.Span)}"), TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "DamagedBackup masterkey.cryptomator.00000000.bkup", "MissingBackup masterkey.cryptomator",
                $"OtherBackup {BackupName.Of("masterkey.cryptomator", earlier)}",
            ],
            lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_directory_without_content_and_a_content_without_directory_are_told_apart()
    {
        DirectoryId lost = _writer.MakeDirectory(Root, "lost");
        DirectoryId cut = _writer.MakeDirectory(Root, "cut");
        _writer.MakeFile(_writer.MakeDirectory(cut, "below"), "file", [1]);
        Directory.Delete(_writer.ContentOf(lost), recursive: true);
        Directory.Delete(_writer.NodeOf(Root, "cut"u8), recursive: true);

        List<VaultFinding> findings = _writer.Check(null, out VaultCheckReport report);

        Assert.Equal(["MissingContent /lost Possible", $"OrphanedContent /LOST+FOUND/{cut} Possible"], findings.Lines());
        Assert.Equal(_writer.ContentOf(cut), _writer.At(Encoding.UTF8.GetString(findings.Single(static f => f.Kind == VaultFindingKind.OrphanedContent).StoredPath.Span)));
        Assert.Equal((2L, 3L), (report.Open, report.Directories));
    }

    [Fact]
    public void An_orphan_whose_own_id_is_lost_too_cannot_be_repaired()
    {
        DirectoryId cut = _writer.MakeDirectory(Root, "cut");
        _writer.MakeFile(cut, "file", [1]);
        File.Delete(Path.Combine(_writer.ContentOf(cut), "dirid.c9r"));
        Directory.Delete(_writer.NodeOf(Root, "cut"u8), recursive: true);

        Assert.Equal(["OrphanedContent None"], _writer.Check().Lines());
    }

    [Fact]
    public void Own_ids_that_are_missing_changed_or_of_another_directory_are_told()
    {
        DirectoryId missing = _writer.MakeDirectory(Root, "missing");
        DirectoryId changed = _writer.MakeDirectory(Root, "changed");
        DirectoryId wrong = _writer.MakeDirectory(Root, "wrong");
        File.Delete(OwnId(missing));
        Flip(OwnId(changed), 20);
        File.Copy(OwnId(Root), OwnId(wrong), overwrite: true);

        Assert.Equal(["MissingOwnId /missing Possible", "UnreadableOwnId /changed Possible", "WrongOwnId /wrong Possible"], _writer.Check().Lines());
    }

    [Fact]
    public void Long_names_that_are_missing_changed_or_not_their_hash_are_told()
    {
        string missing = Path.GetDirectoryName(_writer.MakeFile(Root, new string('m', 200), [1]))!;
        string changed = Path.GetDirectoryName(_writer.MakeFile(Root, new string('c', 200), [1]))!;
        string renamed = Path.GetDirectoryName(_writer.MakeFile(Root, s_longName, [1]))!;
        File.Delete(Path.Combine(missing, "name.c9s"));
        Flip(Path.Combine(changed, "name.c9s"), 20);
        Directory.Move(renamed, Path.Combine(_writer.ContentOf(Root), "AAAAAAAAAAAAAAAAAAAAAAAAAAA=.c9s"));

        Assert.Equal([$"LongNameMismatch /{s_longName} Possible", "MissingLongName None", "UnreadableLongName None"], _writer.Check().Lines());
    }

    [Fact]
    public void Names_that_stand_for_nothing_or_cannot_be_read_are_told()
    {
        DirectoryId other = _writer.MakeDirectory(Root, "other");
        string moved = _writer.MakeFile(other, "moved", [1]);
        File.Move(moved, Path.Combine(_writer.ContentOf(Root), Path.GetFileName(moved)));
        Directory.CreateDirectory(_writer.NodeOf(Root, "empty"u8));
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(_writer.NodeOf(Root, "without id"u8)).FullName, "dir.c9r"), []);
        Flip(_writer.MakeLink(Root, "link"u8, "target"u8), 70);
        File.WriteAllText(Path.Combine(_writer.ContentOf(Root), ".DS_Store"), "");

        Assert.Equal(
            ["EmptyNode /empty Possible", "ForeignFile None", "MalformedDirectoryId /without id None", "UnreadableName None", "UnreadableTarget /link None"],
            _writer.Check().Lines());
    }

    [Fact]
    public void Files_that_are_cut_or_changed_are_told_and_chunks_only_where_data_is_read()
    {
        byte[] content = new byte[100_000];
        File.WriteAllBytes(_writer.MakeFile(Root, "cut", content), new byte[67]);
        Flip(_writer.MakeFile(Root, "header", content), 30);
        Flip(_writer.MakeFile(Root, "chunk", content), 68 + 2 * 32796 + 5);
        File.AppendAllText(_writer.MakeFile(Root, "tail", content), "x");
        string appended = _writer.MakeFile(Root, "empty chunk", []);
        using (ChunkCodec codec = Open(File.ReadAllBytes(appended)))
        {
            byte[] chunk = new byte[28];
            codec.Encrypt(0, [], chunk);
            File.WriteAllBytes(appended, [.. File.ReadAllBytes(appended), .. chunk]);
        }

        string[] quick = ["EmptyLastChunk /empty chunk None", "UnreadableHeader /header None", "WrongFileSize /cut None"];
        Assert.Equal(quick, _writer.Check().Lines());
        List<VaultFinding> findings = _writer.Check(CheckSteps.Data);
        Assert.Equal([quick[0], "UnreadableChunks /chunk None", "UnreadableChunks /tail None", .. quick[1..]], findings.Lines());
        Assert.Contains("1 of 4 chunks do not authenticate; the first is chunk 2, bytes 65536", findings.Single(static finding => finding.ClearPath.Span.SequenceEqual("/chunk"u8)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_names_of_one_directory_and_a_directory_inside_of_itself_are_told()
    {
        DirectoryId one = _writer.MakeDirectory(Root, "one");
        DirectoryId two = _writer.MakeDirectory(Root, "two");
        DirectoryId below = _writer.MakeDirectory(one, "below");
        SetId(Root, "two", one);
        SetId(one, "below", one);
        _writer.MakeFile(two, "file", [1]);

        string[] lines = _writer.Check().Lines();

        Assert.Equal("DirectoryLoop", lines[0].Split(' ')[0]);
        Assert.Equal("DuplicateDirectoryId", lines[1].Split(' ')[0]);
        Assert.Equal([$"EmptyOrphan Possible", $"OrphanedContent /LOST+FOUND/{two} Possible"], lines[2..]);
        Assert.False(below.IsRoot);
    }

    [Fact]
    public void Conflicts_are_information()
    {
        string file = _writer.MakeFile(Root, "file", [1]);
        File.Copy(file, file.Replace(".c9r", " (1).c9r", StringComparison.Ordinal));
        string node = _writer.NodeOf(Root, "directory"u8);
        DirectoryId id = _writer.MakeDirectory(Root, "directory");
        string copy = Directory.CreateDirectory(node.Replace(".c9r", " (1).c9r", StringComparison.Ordinal)).FullName;
        File.WriteAllBytes(Path.Combine(copy, "dir.c9r"), id.Bytes.ToArray());

        List<VaultFinding> findings = _writer.Check(null, out VaultCheckReport report);

        Assert.Equal(["ConflictFile /directory None", "ConflictFile /file None", "DuplicateDirectoryId /directory None"], findings.Lines());
        Assert.True(report.IsSound);
    }

    [Fact]
    public void A_check_that_is_cancelled_ends()
    {
        using VaultCheck check = VaultCheck.Open(LocalTree.Open(_writer.Folder), VaultWriter.Password);

        Assert.Throws<OperationCanceledException>(() => check.Run(static _ => { }, new CancellationToken(canceled: true)));
    }

    private string OwnId(DirectoryId id) => Path.Combine(_writer.ContentOf(id), "dirid.c9r");

    private ChunkCodec Open(byte[] stored)
    {
        Assert.Equal(Errno.None, _writer.Headers.Open(stored, out ChunkCodec? codec));
        return codec!;
    }

    private void SetId(DirectoryId parent, string name, DirectoryId id) =>
        File.WriteAllBytes(Path.Combine(_writer.NodeOf(parent, Encoding.UTF8.GetBytes(name)), "dir.c9r"), id.Bytes.ToArray());

    private static void Flip(string path, int position)
    {
        byte[] content = File.ReadAllBytes(path);
        content[position] ^= 1;
        File.WriteAllBytes(path, content);
    }
}
