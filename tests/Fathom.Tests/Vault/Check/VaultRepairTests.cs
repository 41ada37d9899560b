using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Check;

[SupportedOSPlatform("linux")]
public sealed class VaultRepairTests : IDisposable
{
    private const string Temporary = "fathom-0123456789abcdef.tmp";

    private readonly VaultFolder _vault = new();
    private readonly VaultWriter _writer;

    public VaultRepairTests() => _writer = _vault.Writer;

    private static DirectoryId Root => VaultFolder.Root;

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void A_check_without_repair_changes_nothing()
    {
        DirectoryId cut = _writer.MakeDirectory(Root, "cut");
        _writer.MakeFile(cut, "file", [1]);
        Directory.Delete(_writer.NodeOf(Root, "cut"u8), recursive: true);
        File.WriteAllBytes(InRoot(Temporary), []);
        string[] before = Everything();

        Assert.Equal(2, _writer.Check().Count);

        Assert.Equal(before, Everything());
    }

    [Fact]
    public void An_orphan_comes_back_with_everything_below_it()
    {
        DirectoryId cut = _writer.MakeDirectory(Root, "cut");
        DirectoryId below = _writer.MakeDirectory(cut, "below");
        _writer.MakeFile(below, "file", [1, 2, 3]);
        Directory.Delete(_writer.NodeOf(Root, "cut"u8), recursive: true);

        Assert.Equal([$"OrphanedContent /LOST+FOUND/{cut} Done"], _writer.Check(CheckSteps.Repair).Lines());

        Assert.Equal(["/LOST+FOUND", $"/LOST+FOUND/{cut}", $"/LOST+FOUND/{cut}/below", $"/LOST+FOUND/{cut}/below/file"], Paths());
        Assert.Equal([1, 2, 3], Content("LOST+FOUND", cut.ToString(), "below", "file"));
        Assert.Empty(_writer.Check().Lines());
    }

    [Fact]
    public void Orphans_in_a_circle_and_a_vault_that_lost_its_root_come_back()
    {
        DirectoryId one = _writer.MakeDirectory(Root, "one");
        DirectoryId two = _writer.MakeDirectory(one, "two");
        _writer.MakeFile(two, "file", [1]);
        _writer.MakeDirectory(two, "three"u8, one);
        Directory.Delete(_writer.ContentOf(Root), recursive: true);

        string[] lines = _writer.Check(CheckSteps.Repair).Lines();

        Assert.Equal(3, lines.Length);
        Assert.Contains("MissingContent / Done", lines);
        Assert.Single(lines, static line => line.StartsWith("OrphanedContent", StringComparison.Ordinal));
        Assert.Single(lines, static line => line.StartsWith("DirectoryLoop", StringComparison.Ordinal));
        Assert.Contains(Paths(), static path => path.EndsWith("/file", StringComparison.Ordinal));
    }

    [Fact]
    public void An_orphan_whose_id_lies_in_another_directory_comes_back()
    {
        DirectoryId one = _writer.MakeDirectory(Root, "one");
        DirectoryId cut = _writer.MakeDirectory(Root, "cut");
        _writer.MakeFile(cut, "file", [1]);
        File.Move(OwnId(cut), OwnId(one), overwrite: true);
        Directory.Delete(_writer.NodeOf(Root, "cut"u8), recursive: true);

        _writer.Check(CheckSteps.Repair);

        Assert.Contains($"/LOST+FOUND/{cut}/file", Paths());
        Assert.Empty(_writer.Check().Lines());
    }

    [Fact]
    public void Missing_contents_and_own_ids_are_made()
    {
        DirectoryId lost = _writer.MakeDirectory(Root, "lost");
        DirectoryId changed = _writer.MakeDirectory(Root, "changed");
        Directory.Delete(Path.GetDirectoryName(_writer.ContentOf(lost))!, recursive: true);
        File.WriteAllBytes(OwnId(changed), [1]);
        File.Delete(OwnId(Root));

        string[] lines = _writer.Check(CheckSteps.Repair).Lines();

        Assert.Equal(["MissingContent /lost Done", "MissingOwnId / Done", "UnreadableOwnId /changed Done"], lines);
        Assert.Equal(["/changed", "/lost"], Paths());
        Assert.Empty(_writer.Check().Lines());
    }

    [Fact]
    public void A_renamed_long_name_and_empty_nodes_are_put_right()
    {
        string name = new('n', 200);
        string node = Path.GetDirectoryName(_writer.MakeFile(Root, name, [7]))!;
        Directory.Move(node, InRoot("AAAAAAAAAAAAAAAAAAAAAAAAAAA=.c9s"));
        Directory.CreateDirectory(_writer.NodeOf(Root, "nothing"u8));
        string kept = Directory.CreateDirectory(_writer.NodeOf(Root, "with something"u8)).FullName;
        File.WriteAllText(Path.Combine(kept, "note"), "x");

        string[] lines = _writer.Check(CheckSteps.Repair).Lines();

        Assert.Equal(["EmptyNode /nothing Done", "EmptyNode /with something None", "ForeignFile None", $"LongNameMismatch /{name} Done"], lines);
        Assert.True(Directory.Exists(node));
        Assert.True(File.Exists(Path.Combine(kept, "note")));
        Assert.Equal([7], Content(name));
    }

    [Fact]
    public void Where_the_ciphertext_can_only_replace_what_is_found_replaces_nothing()
    {
        DirectoryId cut = _writer.MakeDirectory(Root, "cut");
        _writer.MakeFile(cut, "file", [1]);
        Directory.Delete(_writer.NodeOf(Root, "cut"u8), recursive: true);
        DirectoryId found = _writer.MakeDirectory(Root, "LOST+FOUND");
        _writer.MakeFile(found, Temporary[..^4], [2]);
        File.WriteAllBytes(InRoot(Temporary), _writer.Encrypt([3]));
        LimitedTree ciphertext = new(LocalTree.Open(_writer.Folder), new CiphertextLimits { HasOnlyPlainRenames = true });
        List<VaultFinding> findings = [];

        using (VaultCheck check = VaultCheck.Open(ciphertext, VaultWriter.Password, CheckSteps.Repair))
        {
            check.Run(findings.Add, TestContext.Current.CancellationToken);
        }

        Assert.All(findings.Where(static finding => finding.Severity == VaultFindingSeverity.Error), static finding => Assert.Equal(VaultRepairOutcome.Done, finding.Outcome));
        Assert.Equal([1], Content("LOST+FOUND", cut.ToString(), "file"));
        Assert.Equal([2], Content("LOST+FOUND", Temporary[..^4]));
        Assert.Equal([3], Content("LOST+FOUND", $"{Temporary[..^4]} (1)"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_id_in_the_wrong_place_outlives_a_repair_that_is_interrupted(bool isReached)
    {
        DirectoryId holder = _writer.MakeDirectory(Root, "holder");
        DirectoryId cut = _writer.MakeDirectory(Root, "cut");
        _writer.MakeFile(cut, "file", [1]);
        File.Move(Path.Combine(_writer.ContentOf(cut), "dirid.c9r"), Path.Combine(_writer.ContentOf(holder), "dirid.c9r"), overwrite: true);
        Directory.Delete(_writer.NodeOf(Root, "cut"u8), recursive: true);
        if (!isReached)
        {
            Directory.Delete(_writer.NodeOf(Root, "holder"u8), recursive: true);
        }

        using (VaultCheck check = VaultCheck.Open(LocalTree.Open(_writer.Folder), VaultWriter.Password, CheckSteps.Repair))
        {
            Assert.Throws<OperationCanceledException>(() => check.Run(
                static finding => _ = finding.Kind == VaultFindingKind.MissingBackup ? finding : throw new OperationCanceledException(),
                TestContext.Current.CancellationToken));
        }

        _writer.Check(CheckSteps.Repair);
        Assert.Equal([1], Content("LOST+FOUND", cut.ToString(), "file"));
    }

    [Fact]
    public void Leftovers_that_hold_nothing_are_removed()
    {
        File.WriteAllBytes(InRoot(Temporary), _writer.Encrypt([]));
        Directory.CreateDirectory(InRoot("fathom-0000000000000001.tmp"));
        Leave("fathom-0000000000000002.tmp", "dir.c9r", DirectoryId.Create().Bytes.ToArray());
        DirectoryId unfinished = _writer.MakeDirectory(Root, "unfinished");
        Directory.Move(_writer.NodeOf(Root, "unfinished"u8), InRoot("fathom-0000000000000003.tmp"));
        DirectoryId sound = _writer.MakeDirectory(Root, "sound");
        _writer.MakeFile(sound, "file", [1]);
        Leave("fathom-0000000000000004.tmp", "dir.c9r", sound.Bytes.ToArray());
        File.Move(_writer.MakeFile(Root, "second name", [1]), InRoot("fathom-0000000000000005.tmp"));
        Assert.Equal(0, Shell.Run("ln", InRoot("fathom-0000000000000005.tmp"), _writer.NodeOf(Root, "first name"u8)).ExitCode);
        File.WriteAllBytes(InRoot("fathom-0000000000000006.tmp"), _writer.Encrypt(Root.Bytes));

        string[] lines = _writer.Check(CheckSteps.Repair).Lines();

        Assert.Equal(Enumerable.Repeat("Leftover Done", 7), lines);
        Assert.False(Directory.Exists(_writer.ContentOf(unfinished)));
        Assert.Equal(["/first name", "/sound", "/sound/file"], Paths());
        Assert.Empty(_writer.Check().Lines());
    }

    [Fact]
    public void Leftovers_that_may_be_the_only_copy_are_moved()
    {
        File.Move(_writer.MakeFile(Root, "file", [1]), InRoot(Temporary));
        Directory.Move(Path.GetDirectoryName(_writer.MakeFile(Root, new string('n', 200), [2]))!, InRoot("fathom-0000000000000001.tmp"));
        Directory.Move(Path.GetDirectoryName(_writer.MakeLink(Root, "link"u8, "target"u8))!, InRoot("fathom-0000000000000002.tmp"));
        DirectoryId directory = _writer.MakeDirectory(Root, new string('d', 200));
        _writer.MakeFile(directory, "inside", [3]);
        Directory.Move(_writer.NodeOf(Root, Encoding.UTF8.GetBytes(new string('d', 200))), InRoot("fathom-0000000000000003.tmp"));
        File.WriteAllBytes(InRoot("fathom-0000000000000004.tmp"), new byte[1000]);

        string[] lines = _writer.Check(CheckSteps.Repair).Lines();

        Assert.Equal(["Leftover Done", "Leftover Done", "Leftover Done", "Leftover Done", "Leftover None"], lines);
        string[] moved =
        [
            "/LOST+FOUND", $"/LOST+FOUND/{directory}", $"/LOST+FOUND/{directory}/inside", "/LOST+FOUND/fathom-0000000000000001",
            "/LOST+FOUND/fathom-0000000000000002", "/LOST+FOUND/fathom-0123456789abcdef",
        ];
        Assert.Equal(moved.Order(StringComparer.Ordinal), Paths());
        Assert.Equal([2], Content("LOST+FOUND", "fathom-0000000000000001"));
        Assert.True(File.Exists(InRoot("fathom-0000000000000004.tmp")));
        Assert.Equal(["Leftover None"], _writer.Check().Lines());
    }

    [Fact]
    public void Names_in_lost_and_found_are_not_taken_twice()
    {
        DirectoryId found = _writer.MakeDirectory(Root, "LOST+FOUND");
        _writer.MakeFile(found, "fathom-0123456789abcdef", [1]);
        File.Move(_writer.MakeFile(Root, "file", [2]), InRoot(Temporary));

        Assert.Equal(["Leftover Done"], _writer.Check(CheckSteps.Repair).Lines());

        Assert.Equal([1], Content("LOST+FOUND", "fathom-0123456789abcdef"));
        Assert.Equal([2], Content("LOST+FOUND", "fathom-0123456789abcdef (1)"));
    }

    [Fact]
    public void Nothing_is_taken_for_lost_while_a_part_of_the_vault_cannot_be_read()
    {
        DirectoryId closed = _writer.MakeDirectory(Root, "closed");
        _writer.MakeFile(_writer.MakeDirectory(closed, "inside"), "file", [1]);
        string content = _writer.ContentOf(closed);
        Directory.Delete(content, recursive: true);
        File.WriteAllText(content, "a file where a directory should be");

        string[] lines = _writer.Check(CheckSteps.Repair).Lines();

        Assert.Contains(lines, static line => line.StartsWith("OrphanedContent", StringComparison.Ordinal) && line.EndsWith(" None", StringComparison.Ordinal));
        Assert.DoesNotContain("/LOST+FOUND", Paths());
    }

    private string InRoot(string name) => Path.Combine(_writer.ContentOf(Root), name);

    private string OwnId(DirectoryId id) => Path.Combine(_writer.ContentOf(id), "dirid.c9r");

    private void Leave(string name, string file, byte[] content) =>
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(InRoot(name)).FullName, file), content);

    private string[] Paths() =>
        [.. _vault.Walk().Entries.Keys.Where(static path => path.Length > 1).Select(static path => path[1..]).Order(StringComparer.Ordinal)];

    private string[] Everything() => [.. Directory.EnumerateFileSystemEntries(_writer.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private byte[] Content(params string[] names)
    {
        using VaultTree tree = VaultTree.Open(LocalTree.Open(_writer.Folder), VaultWriter.Password);
        IContentNode node = tree.Root();
        foreach (string name in names)
        {
            using IContentNode parent = node;
            node = parent.At(name);
        }

        using (node)
        {
            return node.Content();
        }
    }
}
