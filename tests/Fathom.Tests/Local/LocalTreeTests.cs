using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

using Fathom.Local;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Local;

[SupportedOSPlatform("linux")]
public sealed class LocalTreeTests : IDisposable
{
    private const int Levels = 40;
    private const int Replaced = 12;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(StatMask.None)]
    [InlineData(StatMask.Basic)]
    public void A_directory_that_becomes_a_link_on_entering_leads_nowhere(StatMask wanted)
    {
        _folder.Write("tree/dir/x", "1");
        _folder.Write("elsewhere/secret", "1");
        using LocalTree tree = LocalTree.Open(_folder.At("tree"));
        RecordingSink sink = new(wanted)
        {
            OnEnter = path =>
            {
                if (path.EndsWith("/dir", StringComparison.Ordinal))
                {
                    ReplaceByLink(path, _folder.At("elsewhere"));
                }

                return WalkAction.Continue;
            },
        };

        Run(tree, sink);

        Assert.Contains(Assert.Single(sink.Errors).Errno, new[] { Errno.ENOTDIR, Errno.ELOOP });
        Assert.DoesNotContain(sink.Entries.Keys, static path => path.Contains("secret", StringComparison.Ordinal));
        Assert.Empty(sink.Violations);
    }

    [Theory]
    [InlineData(StatMask.None, true)]
    [InlineData(StatMask.Size, true)]
    [InlineData(StatMask.Size, false)]
    public void A_directory_that_was_replaced_before_it_is_opened_again_leads_nowhere(StatMask wanted, bool byLink)
    {
        MakeChain(_folder.At("tree"), "f");
        string place = _folder.At("tree") + string.Concat(Enumerable.Repeat("/next", Replaced));
        MakeChain(_folder.At("elsewhere"), "secret");

        using LocalTree tree = OpenWithFewDescriptors(_folder.At("tree"));
        int entered = 0;
        RecordingSink sink = new(wanted)
        {
            OnEnter = path =>
            {
                // At the bottom of the chain the upper levels were closed, and half of the leaves still wait.
                if (path.Split("/next").Length - 1 == Levels && entered++ == 0)
                {
                    Directory.Move(place, _folder.At("moved"));
                    if (byLink)
                    {
                        File.CreateSymbolicLink(place, _folder.At("elsewhere"));
                    }
                    else
                    {
                        Directory.Move(_folder.At("elsewhere"), place);
                    }
                }

                return WalkAction.Continue;
            },
        };

        Run(tree, sink);

        Assert.Equal(1, entered);
        Assert.NotEmpty(sink.Errors);
        Assert.All(sink.Errors, error => Assert.Equal(byLink ? Errno.ENOTDIR : Errno.ESTALE, error.Errno));
        Assert.DoesNotContain(sink.Entries.Keys, static path => path.Contains("secret", StringComparison.Ordinal));
        Assert.Empty(sink.Violations);
    }

    [Fact]
    public void Few_descriptors_change_nothing()
    {
        MakeChain(_folder.At("tree"), "f");
        using LocalTree many = LocalTree.Open(_folder.At("tree"));
        using LocalTree few = OpenWithFewDescriptors(_folder.At("tree"));
        RecordingSink expected = new();
        RecordingSink found = new();

        Run(many, expected);
        Run(few, found);

        Assert.Equal(1, few.Traits.MaxReaders);
        Assert.Empty(found.Errors);
        Assert.Equal(expected.Entries.Keys.Order(StringComparer.Ordinal), found.Entries.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Special_files_and_sparse_ones_have_their_kind_size_and_device()
    {
        string root = _folder.At("tree");
        Directory.CreateDirectory(root);
        Shell.Run("truncate", "-s", "3T", root + "/sparse").EnsureSuccess();
        Shell.Run("mkfifo", root + "/pipe").EnsureSuccess();
        bool hasDevices = Environment.IsPrivilegedProcess;
        if (hasDevices)
        {
            Shell.Run("mknod", root + "/character", "c", "1", "3").EnsureSuccess();
            Shell.Run("mknod", root + "/block", "b", "7", "99").EnsureSuccess();
        }

        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(root + "/socket"));
        using LocalTree tree = LocalTree.Open(root);
        RecordingSink sink = new(StatMask.Basic);

        Run(tree, sink);

        Assert.Equal((EntryKind.File, 3L << 40, 0L), (Of("sparse").Kind, Of("sparse").Size, Of("sparse").Allocated));
        Assert.Equal(EntryKind.Fifo, Of("pipe").Kind);
        Assert.Equal(EntryKind.Socket, Of("socket").Kind);
        if (hasDevices)
        {
            Assert.Equal((EntryKind.CharacterDevice, 0x103UL), (Of("character").Kind, Of("character").RawDevice));
            Assert.Equal((EntryKind.BlockDevice, 0x763UL), (Of("block").Kind, Of("block").RawDevice));
        }

        Assert.Empty(sink.Errors);

        Recorded Of(string name) => sink.Entries[$"{root}/{name}"];
    }

    private static void ReplaceByLink(string path, string target)
    {
        Directory.Delete(path, recursive: true);
        File.CreateSymbolicLink(path, target);
    }

    // At each level a leaf before and one after the next level, so that one of them waits in any order of listing.
    private static void MakeChain(string root, string file)
    {
        string directory = root;
        for (int level = 0; level < Levels; level++)
        {
            foreach (string leaf in (string[])["a-leaf", "next", "z-leaf"])
            {
                Directory.CreateDirectory($"{directory}/{leaf}");
            }

            File.WriteAllText($"{directory}/a-leaf/{file}", "");
            File.WriteAllText($"{directory}/z-leaf/{file}", "");
            directory += "/next";
        }
    }

    private static LocalTree OpenWithFewDescriptors(string root) =>
        LocalTree.Open(Encoding.UTF8.GetBytes(root), LocalTreeOptions.Default, descriptors: 40);

    private static void Run(LocalTree tree, RecordingSink sink) =>
        Deadline.Run(() => new Walker(tree, new WalkOptions { Workers = 1 }).Run(sink));
}
