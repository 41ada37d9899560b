using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

/// <summary>Compared with what <c>rsync -aAX</c> does to the same nodes.</summary>
[SupportedOSPlatform("linux")]
public sealed class AttributeSetterTests : IDisposable
{
    private static readonly TransferOptions s_all = TransferOptions.Archive with { Acls = true, Xattrs = true };

    // What nodes of source and target have: a line for the shell each, with N for the name.
    private static readonly string[] s_states =
    [
        "true",
        "setfacl -m u:1234:rw N",
        "setfacl -m u:1234:rw,g:4321:r,m::r N",
        "setfacl -m m::rwx N",
        "setfattr -n user.one -v 1 N",
        "setfattr -n user.one -v 2 -h N && setfattr -n trusted.two -v x N && setfattr -n user.empty N",
        "chown 77:88 N && chmod 6711 N && setfattr -n user.one -v 1 N",
        "chmod 0444 N && setfattr -n user.rsync.%stat -v 1 N",
        "setfacl -m u:5:x N && chmod 070 N",
    ];

    private readonly TempFolder _folder = new(CorpusStore.Folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("touch")]
    [InlineData("mkdir")]
    public void Nodes_get_what_rsync_gives_them(string make)
    {
        Assert.SkipUnless(RawFiles.IsRoot && File.Exists("/usr/bin/rsync") && File.Exists("/usr/bin/setfacl"), "needs root, rsync and setfacl");
        string script = $"set -e; cd {_folder.Path}; umask 022; mkdir source target other;\n";
        for (int i = 0; i < s_states.Length; i++)
        {
            for (int j = 0; j < s_states.Length; j++)
            {
                script += $"{make} source/{i}-{j}; {s_states[i].Replace("N", $"source/{i}-{j}", StringComparison.Ordinal)}; touch -d 2001-01-01 source/{i}-{j}\n";
                script += $"for t in target other; do {make} $t/{i}-{j}; {s_states[j].Replace("N", $"$t/{i}-{j}", StringComparison.Ordinal)}; touch -d 2001-01-01 $t/{i}-{j}; done\n";
            }
        }

        // Directories with ACLs for what is made in them.
        script += make == "mkdir" ? "setfacl -d -m u:9:rx source/0-1 target/2-2 other/2-2; setfacl -d -m u:9:rx,m::r source/3-3 target/3-3 other/3-3\n" : "";
        Shell.Run("bash", "-c", script + "touch -d 2001-01-01 source target other").EnsureSuccess();
        string[] lines = Shell.Run("rsync", "-aAXni", _folder.At("source/"), _folder.At("other")).EnsureSuccess().Lines;
        Shell.Run("rsync", "-aAX", _folder.At("source/"), _folder.At("other")).EnsureSuccess();

        using LocalTree source = LocalTree.Open(_folder.At("source"));
        using LocalTree target = LocalTree.Open(_folder.At("target"));
        using IContentNode from = source.Root();
        using IWritableNode to = ((IWritableTree)target).WritableRoot();
        AttributeSetter setter = new(s_all, CopySteps.Caller);
        AttributeRules rules = new(s_all, CopySteps.Caller);
        foreach (string name in from.Names())
        {
            using IContentNode one = from.At(name);
            using IWritableNode other = to.WritableAt(name);
            NodeAttributes taken = one.Attributes();
            NodeAttributes old = other.Attributes();
            ItemChanges changes = rules.Diff(in taken, in old) | DiffXattrs(setter, one, other);
            string line = lines.SingleOrDefault(line => line[12..].TrimEnd('/') == name) ?? "...........";
            Assert.True(line[5..11] == Letters(changes), $"{line}: {Letters(changes)} ({s_states[name[0] - '0']} over {s_states[name[2] - '0']})");

            Assert.Equal(Errno.None, setter.Set(other, rules.Wanted(in taken, old), one));
            Assert.Equal(ItemChanges.None, DiffXattrs(setter, one, other));
        }

        Assert.Equal(State("other"), State("target"));
    }

    [Fact]
    public void Who_may_not_give_files_away_hears_it_and_gives_no_set_id_bits()
    {
        Assert.SkipUnless(RawFiles.IsRoot, "becomes another user");
        File.WriteAllText(_folder.At("file"), "x");
        Shell.Run("bash", "-c", $"chmod 0755 {_folder.Path}; chown 1234:1234 {_folder.At("file")}").EnsureSuccess();
        using LocalTree tree = LocalTree.Open(_folder.Path);
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        using IWritableNode file = root.WritableAt("file");
        Errno errno = Errno.None;
        Deadline.Run(() =>
        {
            RawFiles.SetThreadUser(1234);
            errno = new AttributeSetter(TransferOptions.Archive, CopySteps.Caller).Set(file, new WantedAttributes(0xded, 0, 0, 5), null);
            RawFiles.SetThreadUser(0);
        });

        Assert.Equal(Errno.EPERM, errno);
        NodeAttributes made = file.Attributes();
        Assert.Equal((0x1edu, 1234u, 5L), (made.Mode & 0xfff, made.Uid, made.Mtime));
    }

    [Fact]
    public void What_is_the_same_is_not_touched()
    {
        File.WriteAllText(_folder.At("file"), "x");
        using LocalTree tree = LocalTree.Open(_folder.Path);
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        using IWritableNode file = root.WritableAt("file");
        NodeAttributes before = file.Attributes();

        Assert.Equal(Errno.None, new AttributeSetter(s_all, CopySteps.Caller).Set(
            file, new WantedAttributes(before.Mode & 0xfff, before.Uid, before.Gid, before.Mtime), file));

        Assert.Equal(before.Ctime, file.Attributes().Ctime);
    }

    private static ItemChanges DiffXattrs(AttributeSetter setter, IContentNode one, IContentNode other)
    {
        Assert.Equal(Errno.None, XattrSet.Read(one, setter.Scope, out XattrSet source));
        Assert.Equal(Errno.None, XattrSet.Read(other, setter.Scope, out XattrSet target));
        return XattrSet.Diff(source, target);
    }

    private static string Letters(ItemChanges changes) => string.Concat(
        changes.HasFlag(ItemChanges.Permissions) ? 'p' : '.', changes.HasFlag(ItemChanges.Owner) ? 'o' : '.', changes.HasFlag(ItemChanges.Group) ? "g." : "..")
        + (changes.HasFlag(ItemChanges.Acl) ? 'a' : '.') + (changes.HasFlag(ItemChanges.Xattr) ? 'x' : '.');

    private string State(string tree) => Shell.Run(
        "bash", "-c", $"cd {_folder.At(tree)} && getfacl -n -R . && getfattr -R -h -d -m - . && find . -printf '%f %m %U %G %T@\\n' | sort").EnsureSuccess().Text;
}
