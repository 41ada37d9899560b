using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Plan;

public sealed class EntryComparerTests
{
    private const uint File = 0x8000;
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(0, 0, 999_999_999, false)]
    [InlineData(0, 0, Second, true)]
    [InlineData(0, -1, -Second, false)]
    [InlineData(0, -1, 0, true)]
    [InlineData(1, 0, Second + 999_999_999, false)]
    [InlineData(1, 0, 2 * Second, true)]
    [InlineData(1, -2 * Second, -Second - 1, false)]
    [InlineData(-1, 5, 5, false)]
    [InlineData(-1, 5, 6, true)]
    public void Times_differ_by_whole_seconds_unless_nanoseconds_are_asked_for(int window, long one, long other, bool differ)
    {
        EntryComparer comparer = Comparer(TransferOptions.Archive with { ModifyWindow = window });

        Assert.Equal(differ, comparer.TimesDiffer(one, other));
        Assert.Equal(differ, comparer.TimesDiffer(other, one));
    }

    [Theory]
    [InlineData(0, Second, Second, false)]
    [InlineData(0, Second, Second + 999_999_999, false)]
    [InlineData(0, Second, 2 * Second, true)]
    [InlineData(0, 2 * Second, Second, false)]
    [InlineData(2, 2 * Second, Second, true)]
    public void A_target_is_newer_by_whole_seconds(int window, long source, long target, bool isNewer)
    {
        EntryComparer comparer = Comparer(TransferOptions.Archive with { ModifyWindow = window });
        EntryRow one = new() { Mtime = source };
        EntryRow other = new() { Mtime = target };

        Assert.Equal(isNewer, comparer.IsNewer(in one, in other));
    }

    [Theory]
    [InlineData(false, false, 7, 0, true)]
    [InlineData(false, false, 8, 0, false)]
    [InlineData(false, false, 7, Second, false)]
    [InlineData(true, false, 7, Second, true)]
    [InlineData(true, false, 8, 0, false)]
    [InlineData(false, true, 7, 0, false)]
    public void Size_and_time_tell_whether_a_file_is_copied(bool sizeOnly, bool ignoreTimes, long size, long mtime, bool isEqual)
    {
        EntryComparer comparer = Comparer(TransferOptions.Archive with { SizeOnly = sizeOnly, IgnoreTimes = ignoreTimes });
        EntryRow source = new() { Kind = EntryKind.File, SizeOrDevice = 7 };
        EntryRow target = new() { Kind = EntryKind.File, SizeOrDevice = size, Mtime = mtime };

        Assert.Equal(isEqual, comparer.IsProbablyEqual(in source, in target));
    }

    [Fact]
    public void What_differs_is_told_and_what_is_known_stays()
    {
        NodeAttributes source = new() { Mode = File | 0x1a4, Size = 3, Mtime = 5 * Second, Uid = 1, Gid = 2 };
        NodeAttributes target = new() { Mode = File | 0x1ed, Size = 4, Mtime = 9 * Second, Uid = 3, Gid = 4 };

        Assert.Equal(
            ItemChanges.Transfer | ItemChanges.Size | ItemChanges.Time | ItemChanges.Permissions | ItemChanges.Owner | ItemChanges.Group,
            Comparer(TransferOptions.Archive).Compare(in source, in target, ItemChanges.Transfer));
        Assert.Equal(ItemChanges.None, Comparer(TransferOptions.Archive).Compare(in source, in source, ItemChanges.None));
    }

    [Fact]
    public void A_copy_gets_the_present_where_times_are_not_preserved()
    {
        NodeAttributes node = new() { Mode = File | 0x1a4, Mtime = 5 * Second };
        EntryComparer comparer = Comparer(TransferOptions.Archive with { Times = false });

        Assert.Equal(ItemChanges.Transfer | ItemChanges.Time, comparer.Compare(in node, in node, ItemChanges.Transfer));
        Assert.Equal(ItemChanges.None, comparer.Compare(in node, in node, ItemChanges.None));
    }

    private static EntryComparer Comparer(TransferOptions options) => new(options, Caller.Root);
}
