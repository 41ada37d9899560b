using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

/// <summary>Compared with what rsync makes of the same trees.</summary>
[SupportedOSPlatform("linux")]
public sealed class AttributeRulesTests : IDisposable
{
    private static readonly int[] s_modes = [0x1a4, 0x1ed, 0x124, 0x1ff, 0x180, 0xded, 0x9ed, 0x1];

    private readonly TempFolder _folder = new();

    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> all = [];
            foreach (string options in new[] { "-r", "-rp", "-rE", "-rpE", "-rt", "-ro", "-rg", "-rogp", "-rA", "-r --chmod=g+w,o=", "-rE --chmod=a-x", "-rp --chmod=Dg+s,F644" })
            {
                all.Add(options, 0x12);
                all.Add(options, 0x3f);
            }

            return all;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nodes_get_what_rsync_gives_them(string options, int umask)
    {
        Assert.SkipUnless(RawFiles.IsRoot && File.Exists("/usr/bin/rsync"), "needs root and rsync");
        MakeTrees();
        Dictionary<string, NodeAttributes> source = Read("source");
        Dictionary<string, NodeAttributes> before = Read("target");
        string run = $"umask {Convert.ToString(umask, 8)}; rsync {options} --ignore-times -i {_folder.At("source")}/ {_folder.At("target")}";

        string[] lines = Shell.Run("bash", "-c", run).EnsureSuccess().Lines;

        AttributeRules rules = new(Parse(options), new Caller(true, new HashSet<uint>(), (uint)umask));
        foreach ((string name, NodeAttributes made) in Read("target"))
        {
            NodeAttributes taken = rules.Taken(source[name]);
            NodeAttributes? old = before.TryGetValue(name, out NodeAttributes there) ? there : null;
            WantedAttributes wanted = rules.Wanted(in taken, old);
            Assert.True(wanted.Mode == (made.Mode & 0xfff), $"{name}: {Convert.ToString(made.Mode & 0xfff, 8)}, not {Convert.ToString(wanted.Mode ?? 0, 8)}");

            // What is copied anew belongs to who copies.
            uint owner = old is { Kind: EntryKind.Directory } ? old.Value.Uid : 0;
            uint group = old is { Kind: EntryKind.Directory } ? old.Value.Gid : 0;
            Assert.Equal((made.Uid, made.Gid), (wanted.Uid ?? owner, wanted.Gid ?? group));
            Assert.Equal(Parse(options).Times ? source[name].Mtime : null, wanted.Mtime);
            if (old is { } existing)
            {
                // A directory that has nothing to be changed has no line.
                string? line = lines.SingleOrDefault(line => line[12..].TrimEnd('/') == name);
                line ??= taken.Kind == EntryKind.Directory ? ".d........." : null;
                Assert.NotNull(line);
                Assert.Equal(line[5..8], Letters(rules.Diff(in taken, in existing)));
            }
        }
    }

    [Fact]
    public void Who_is_not_root_gives_only_its_own_groups()
    {
        AttributeRules rules = new(TransferOptions.Archive, new Caller(false, new HashSet<uint> { 7 }, 0x12));
        NodeAttributes source = new() { Mode = 0x81a4, Uid = 5, Gid = 7 };

        Assert.Equal(new WantedAttributes(0x1a4, null, 7, 0), rules.Wanted(in source, null));
        Assert.Equal(new WantedAttributes(0x1a4, null, null, 0), rules.Wanted(source with { Gid = 8 }, null));
        Assert.Equal(ItemChanges.Group, rules.Diff(in source, source with { Uid = 1, Gid = 1 }));
        Assert.Equal(ItemChanges.None, rules.Diff(source with { Gid = 8 }, in source));
    }

    [Fact]
    public void Links_have_no_mode_and_times_are_omitted_where_asked()
    {
        NodeAttributes link = new() { Mode = 0xa1ff, Mtime = 9 };
        NodeAttributes directory = new() { Mode = 0x41ff, Mtime = 9 };
        Caller caller = new(true, new HashSet<uint>(), 0x12);
        AttributeRules all = new(TransferOptions.Archive with { Chmod = "a-w" }, caller);
        AttributeRules some = new(TransferOptions.Archive with { OmitLinkTimes = true, OmitDirectoryTimes = true }, caller);

        Assert.Equal(new WantedAttributes(null, 0, 0, 9), all.Wanted(all.Taken(in link), null));
        Assert.Equal(0x416du, all.Taken(in directory).Mode);
        Assert.Null(some.Wanted(in link, null).Mtime);
        Assert.Null(some.Wanted(in directory, null).Mtime);
    }

    [Fact]
    public void A_new_directory_keeps_the_set_group_bit_that_it_inherits_unless_permissions_are_preserved()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/rsync"), "needs rsync");
        Directory.CreateDirectory(_folder.At("source/new"));
        Directory.CreateDirectory(_folder.At("target"));
        File.SetUnixFileMode(_folder.At("target"), (UnixFileMode)0x5ff);
        Shell.Run("bash", "-c", $"umask 022; rsync -r {_folder.At("source")}/ {_folder.At("target")}").EnsureSuccess();
        NodeAttributes source = Read("source")["new"];
        NodeAttributes made = Read("target")["new"];
        Caller caller = new(true, new HashSet<uint>(), 0x12);

        Assert.Equal(0x5edu, made.Mode & 0xfff);
        Assert.Equal(0x5edu, new AttributeRules(TransferOptions.Default, caller).WantedOfNewDirectory(in source, in made).Mode);
        Assert.Equal(0x1edu, new AttributeRules(TransferOptions.Archive, caller).WantedOfNewDirectory(in source, in made).Mode);
    }

    private static string Letters(ItemChanges changes) =>
        $"{(changes.HasFlag(ItemChanges.Permissions) ? 'p' : '.')}{(changes.HasFlag(ItemChanges.Owner) ? 'o' : '.')}{(changes.HasFlag(ItemChanges.Group) ? 'g' : '.')}";

    private static TransferOptions Parse(string options)
    {
        string letters = options.Split(' ')[0];
        return new TransferOptions
        {
            Recurse = true,
            Permissions = letters.Contains('p'),
            Executability = letters.Contains('E'),
            Times = letters.Contains('t'),
            Owner = letters.Contains('o'),
            Group = letters.Contains('g'),
            Acls = letters.Contains('A'),
            Chmod = options.Contains('=') ? options[(options.IndexOf('=') + 1)..] : "",
        };
    }

    // Files of every mode, each new, and beside files of every other mode; directories likewise.
    private void MakeTrees()
    {
        for (int i = 0; i < s_modes.Length; i++)
        {
            Make("source", $"fnew{i}", $"dnew{i}", s_modes[i], 1);
            for (int j = 0; j < s_modes.Length; j++)
            {
                Make("source", $"f{i}-{j}", $"d{i}-{j}", s_modes[i], 1);
                Make("target", $"f{i}-{j}", $"d{i}-{j}", s_modes[j], j % 2);
            }
        }
    }

    private void Make(string tree, string file, string directory, int mode, int owner)
    {
        _folder.Write($"{tree}/{file}", tree);
        Directory.CreateDirectory(_folder.At($"{tree}/{directory}"));
        Own(_folder.At($"{tree}/{file}"), owner);
        Own(_folder.At($"{tree}/{directory}"), owner);
        File.SetUnixFileMode(_folder.At($"{tree}/{file}"), (UnixFileMode)mode);
        File.SetUnixFileMode(_folder.At($"{tree}/{directory}"), (UnixFileMode)mode);
    }

    private static void Own(string path, int owner)
    {
        using LocalTree tree = LocalTree.Open(path);
        using IWritableNode node = ((IWritableTree)tree).WritableRoot();
        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Uid = (uint)owner * 1234, Gid = (uint)owner * 4321, Mtime = 1_000_000_000_000_000_000 + owner }));
    }

    private Dictionary<string, NodeAttributes> Read(string tree)
    {
        using LocalTree opened = LocalTree.Open(_folder.At(tree));
        using IContentNode root = opened.Root();
        Dictionary<string, NodeAttributes> all = [];
        foreach (string name in root.Names())
        {
            using IContentNode node = root.At(name);
            all.Add(name, node.Attributes());
        }

        return all;
    }
}
