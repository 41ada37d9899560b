using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Changes;

/// <summary>Changes after each of whose steps the machine is switched off: what was complete is there, under its old name or its new one.</summary>
[SupportedOSPlatform("linux")]
public sealed class InterruptedChangeTests
{
    // More steps than any change has.
    private const int MaxSteps = 60;

    [Fact]
    public void A_rename_that_is_interrupted_leaves_both_entries()
    {
        foreach (EntryShape source in EntryShape.All)
        {
            foreach (EntryShape target in EntryShape.All.Where(target => CanReplace(source, target)))
            {
                Interrupt(
                    root => Make(root, source, target),
                    root => root.Rename(Name(source, "s"), root, Name(target, "t"), RenameMode.Replace),
                    (lines, isDone) =>
                    {
                        string[] whole = Lines(source, "source");
                        Assert.True(isDone ? Has(lines, "t", whole) && !Has(lines, "s", whole) : Has(lines, "s", whole) || Has(lines, "t", whole));

                        // The old target is gone once the name stands for the source, and not before.
                        Assert.True(Has(lines, "t", whole) || Has(lines, "t", Lines(target, "target")));
                        Assert.DoesNotContain(lines, static line => line.Contains("EBADMSG", StringComparison.Ordinal));
                    },
                    new CiphertextLimits());
            }
        }
    }

    [Fact]
    public void A_rename_to_a_free_name_that_is_interrupted_leaves_the_entry()
    {
        foreach (EntryShape source in EntryShape.All)
        {
            foreach (bool isLong in new[] { false, true })
            {
                EntryShape free = new(EntryKind.Unknown, isLong);
                Interrupt(
                    root => source.Make(root, "s", "source"),
                    root => root.Rename(Name(source, "s"), root, Name(free, "t"), RenameMode.NoReplace),
                    (lines, isDone) =>
                    {
                        string[] whole = Lines(source, "source");
                        Assert.True(isDone ? Has(lines, "t", whole) && !Has(lines, "s", whole) : Has(lines, "s", whole) || Has(lines, "t", whole));
                    },
                    new CiphertextLimits());
            }
        }
    }

    [Fact]
    public void Where_the_ciphertext_can_only_replace_an_interrupted_rename_leaves_the_source()
    {
        foreach (EntryShape source in EntryShape.All)
        {
            foreach (EntryShape target in EntryShape.All.Where(target => CanReplace(source, target)))
            {
                Interrupt(
                    root => Make(root, source, target),
                    root => root.Rename(Name(source, "s"), root, Name(target, "t"), RenameMode.Replace),
                    (lines, isDone) =>
                    {
                        string[] whole = Lines(source, "source");
                        Assert.True(Has(lines, "t", whole) || (!isDone && Has(lines, "s", whole)), string.Join('\n', lines));
                    },
                    new CiphertextLimits { HasOnlyPlainRenames = true, HasNoHardLinks = true });
            }
        }
    }

    [Fact]
    public void What_is_made_and_interrupted_is_there_whole_or_not_at_all()
    {
        foreach (EntryShape shape in EntryShape.All.Where(static shape => !shape.IsFull))
        {
            Interrupt(
                static _ => { },
                root => Make(root, shape),
                (lines, isDone) => Assert.Equal(isDone || lines.Count > 0 ? Under(shape, Lines(shape, shape.Kind == EntryKind.File ? "" : "source")) : [], lines),
                new CiphertextLimits());
        }
    }

    [Fact]
    public void A_removal_that_is_interrupted_leaves_the_entry_whole_or_not_at_all()
    {
        foreach (EntryShape shape in EntryShape.All.Where(static shape => !shape.IsFull))
        {
            Interrupt(
                root => shape.Make(root, "s", "source"),
                root => shape.Kind == EntryKind.Directory ? root.RemoveDirectory(Name(shape, "s")) : root.Unlink(Name(shape, "s")),
                (lines, isDone) => Assert.Equal(isDone || lines.Count == 0 ? [] : Under(shape, Lines(shape, "source")), lines),
                new CiphertextLimits());
        }
    }

    [Fact]
    public void What_an_interruption_left_outlives_its_directory_unless_it_holds_nothing()
    {
        using VaultFolder vault = new();
        DirectoryId outer = vault.Writer.MakeDirectory(VaultFolder.Root, "outer");
        DirectoryId inner = vault.Writer.MakeDirectory(outer, "inner");
        string[] names = ["fathom-0000000000000001.tmp", "fathom-0000000000000002.tmp", "fathom-0000000000000003.tmp"];
        File.WriteAllBytes(Path.Combine(vault.Writer.ContentOf(inner), names[0]), vault.Writer.Encrypt("only copy"u8));
        Directory.CreateDirectory(Path.Combine(vault.Writer.ContentOf(inner), names[1]));
        File.WriteAllBytes(Path.Combine(vault.Writer.ContentOf(inner), names[1], "contents.c9r"), vault.Writer.Encrypt("another"u8));
        File.WriteAllBytes(Path.Combine(vault.Writer.ContentOf(inner), names[2]), vault.Writer.Encrypt([]));
        using (VaultTree tree = vault.Open())
        {
            using IWritableNode root = ((IWritableTree)tree).WritableRoot();
            using (IWritableNode above = root.WritableAt("outer"))
            {
                Assert.Equal(Errno.None, above.RemoveDirectory("inner"u8));
            }

            using IWritableNode other = root.PutDirectory("other");
            Assert.Equal(Errno.None, root.Rename("other"u8, root, "outer"u8, RenameMode.Replace));
            Assert.Equal(["outer/"], EntryShape.Lines(root));
        }

        vault.Writer.Check(CheckSteps.Repair);

        using VaultTree after = vault.Open();
        using IWritableNode found = ((IWritableTree)after).WritableRoot();
        Assert.Equal(
            ["LOST+FOUND/", "LOST+FOUND/fathom-0000000000000001 = only copy", "LOST+FOUND/fathom-0000000000000002 = another", "outer/"],
            EntryShape.Lines(found));
    }

    [Fact]
    public void A_directory_that_could_not_be_replaced_is_a_directory_still()
    {
        using VaultFolder vault = new();
        CiphertextLimits limits = new() { HasOnlyPlainRenames = true };
        using VaultTree tree = VaultTree.Open(new LimitedTree(LocalTree.Open(vault.Writer.Folder), limits), VaultWriter.Password);
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        root.PutDirectory("s").Dispose();
        root.PutDirectory("t").Dispose();
        int renames = 0;
        limits.Replacing = () => ++renames == 2 ? Errno.ENOSPC : Errno.None;

        Assert.Equal(Errno.ENOSPC, root.Rename("s"u8, root, "t"u8, RenameMode.Replace));

        Assert.Equal(["s/", "t/"], EntryShape.Lines(root));
        using IWritableNode target = root.WritableAt("t");
        target.Put("file", [1]);
        VaultFolderChecks.AssertNothingIsLeft(vault, root);
    }

    private static Errno Make(IWritableNode root, EntryShape shape)
    {
        byte[] name = Name(shape, "s");
        IWritableNode? node = null;
        IWritableFile? file = null;
        Errno errno = shape.Kind switch
        {
            EntryKind.File => root.CreateFile(name, 0x1a4, true, out node, out file),
            EntryKind.Symlink => root.MakeSymlink(name, "source"u8, out node),
            _ => root.MakeDirectory(name, 0x1ed, out node),
        };
        node?.Dispose();
        file?.Dispose();
        return errno;
    }

    private static void Make(IWritableNode root, EntryShape source, EntryShape target)
    {
        source.Make(root, "s", "source");
        target.Make(root, "t", "target");
    }

    private static void Interrupt(
        Action<IWritableNode> prepare, Func<IWritableNode, Errno> change, Action<List<string>, bool> check, CiphertextLimits kind)
    {
        bool isDone = false;
        for (int steps = 0; !isDone; steps++)
        {
            Assert.True(steps < MaxSteps, "no end");
            using VaultFolder vault = new();
            using (VaultTree tree = vault.Open())
            {
                using IWritableNode root = ((IWritableTree)tree).WritableRoot();
                prepare(root);
            }

            CiphertextLimits limits = new()
            {
                MaxChanges = steps,
                HasOnlyPlainRenames = kind.HasOnlyPlainRenames,
                HasNoHardLinks = kind.HasNoHardLinks,
            };
            using (VaultTree tree = VaultTree.Open(new LimitedTree(LocalTree.Open(vault.Writer.Folder), limits), VaultWriter.Password))
            {
                using IWritableNode root = ((IWritableTree)tree).WritableRoot();
                Errno errno = change(root);
                Assert.True(errno == Errno.None || limits.IsReached, errno.ToString());
                isDone = !limits.IsReached;
            }

            using VaultTree after = vault.Open();
            using IWritableNode found = ((IWritableTree)after).WritableRoot();
            check(EntryShape.Lines(found), isDone);
        }
    }

    private static bool CanReplace(EntryShape source, EntryShape target) =>
        !target.IsFull && (source.Kind == EntryKind.Directory) == (target.Kind == EntryKind.Directory);

    private static byte[] Name(EntryShape shape, string name) => ContentSteps.Bytes(shape.NameOf(name));

    // What follows the name in the lines of an entry.
    private static string[] Lines(EntryShape shape, string mark) => shape switch
    {
        { Kind: EntryKind.File } => [$" = {mark}"],
        { Kind: EntryKind.Symlink } => [$" -> {mark}"],
        { IsFull: true } => ["/", $"/{mark} = {mark}"],
        _ => ["/"],
    };

    // A long name is shown with dots.
    private static string[] Under(EntryShape shape, string[] tails) => [.. tails.Select(tail => (shape.IsLong ? "s..." : "s") + tail)];

    private static bool Has(List<string> lines, string name, string[] tails) =>
        new[] { name, name + "..." }.Any(shown => tails.SequenceEqual(
            lines.Where(line => line.StartsWith(shown + " ", StringComparison.Ordinal) || line.StartsWith(shown + "/", StringComparison.Ordinal))
                .Select(line => line[shown.Length..])));
}
