using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Run;
using Fathom.Tests.Transfer.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Spill;

[SupportedOSPlatform("linux")]
public sealed class SpilledPairTests : IDisposable
{
    private const StatMask Mask = StatMask.Kind | StatMask.Size | StatMask.Target | StatMask.Inode;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(300, 200, 1)]
    [InlineData(300, 200, 7)]
    [InlineData(300, 0, 50)]
    [InlineData(0, 300, 50)]
    [InlineData(300, 300, 299)]
    public void Parts_hold_all_names_of_both_sides_in_order_and_in_the_same_range(int sources, int targets, int heldNames)
    {
        string[] source = Make("src", sources, seed: 1);
        string[] target = Make("dst", targets, seed: 2);
        (List<string> from, List<string> to, string last) = ([], [], "");
        EntryTable one = new(), other = new();

        using SpilledPair pair = new(Load("src", heldNames), Load("dst", heldNames), isWhole: true, heldNames);
        while (!pair.IsAtEnd)
        {
            pair.Read(one, other);

            Assert.InRange(one.Count + other.Count, 1, 2 * heldNames);
            string[] names = [.. Names(one), .. Names(other)];
            Assert.All(names, name => Assert.True(string.CompareOrdinal(name, last) > 0, $"{name} after {last}"));
            last = names.Max(StringComparer.Ordinal)!;
            from.AddRange(Names(one));
            to.AddRange(Names(other));
        }

        Assert.Equal(source, from);
        Assert.Equal(target, to);
    }

    [Fact]
    public void Entries_are_what_they_were()
    {
        _folder.Write("src/a", new string('x', 17));
        File.CreateSymbolicLink(_folder.At("src/b"), "where");
        EntryTable one = new(), other = new();
        using SpilledPair pair = new(Load("src", 1), null, isWhole: true, 10);

        pair.Read(one, other);

        Assert.True(pair.IsAtEnd);
        Assert.Equal((EntryKind.File, 17L), (one[0].Kind, one[0].Size));
        Assert.Equal((EntryKind.Symlink, "where"), (one[1].Kind, Encoding.ASCII.GetString(one.Target(1))));
        Assert.Equal(0, other.Count);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1000, true)]
    [InlineData(2, false)]
    public void Nothing_is_removed_of_a_directory_with_a_name_that_cannot_be_read(int heldNames, bool isUnreadable)
    {
        foreach (string name in (string[])["b", "c", "d", "e", "y", "z"])
        {
            _folder.Write($"src/{name}", "");
        }

        _folder.Write("dst/a", "");
        _folder.Write("dst/c", "");
        _folder.Write("dst/x", "");
        using ListedTree source = new(LocalTree.Open(_folder.At("src"))) { Unreadable = isUnreadable ? "y"u8.ToArray() : [] };
        using LocalTree target = LocalTree.Open(_folder.At("dst"));
        QuietObserver observer = new();
        TransferRequest request = new() { Source = source, Target = target, Options = TransferOptions.Archive with { Delete = DeleteTime.During }, HeldNames = heldNames };

        new TransferRun(request, observer).Sync(CancellationToken.None);

        Assert.Equal(isUnreadable ? ["Stat source y EIO"] : [], observer.Errors);
        string[] left = isUnreadable ? ["a", "b", "c", "d", "e", "x", "z"] : ["b", "c", "d", "e", "y", "z"];
        Assert.Equal(left, Directory.GetFiles(_folder.At("dst")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    // Names with common beginnings, shorter and longer than what is compared at once; sorted bytewise.
    private string[] Make(string folder, int count, int seed)
    {
        Random random = new(seed);
        HashSet<string> names = [];
        Directory.CreateDirectory(_folder.At(folder));
        while (names.Count < count)
        {
            string name = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(3) == 0 ? "longer-than-a-prefix" : $"{(char)random.Next('a', 'd')}"));
            if (names.Add(name))
            {
                _folder.Write($"{folder}/{name}", "");
            }
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    private SpilledEntries Load(string folder, int limit)
    {
        using LocalTree tree = LocalTree.Open(_folder.At(folder));
        Assert.Equal(Errno.None, ((IContentTree)tree).OpenRoot(out IContentNode? root));
        using (root)
        {
            EntryTable table = new();
            Assert.Equal(Errno.None, table.Load(root!, Mask, limit, CancellationToken.None, out SpilledEntries? spilled));
            if (spilled is not null)
            {
                Assert.Equal(0, table.Count);
                return spilled;
            }

            spilled = new SpilledEntries();
            table.Spill(spilled);
            return spilled;
        }
    }

    private static IEnumerable<string> Names(EntryTable table)
    {
        for (int i = 0; i < table.Count; i++)
        {
            yield return Encoding.ASCII.GetString(table.Name(i));
        }
    }
}
