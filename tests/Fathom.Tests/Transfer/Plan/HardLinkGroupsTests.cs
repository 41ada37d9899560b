using System.Text;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Plan;

public sealed class HardLinkGroupsTests
{
    private readonly List<PlanStep> _ready = [];

    [Fact]
    public void New_names_wait_for_the_last_one_which_is_copied()
    {
        HardLinkGroups groups = Groups();

        Assert.True(groups.Take(Step("a", links: 3), _ready));
        Assert.True(groups.Take(Step("b", links: 3), _ready));
        Assert.Empty(_ready);
        Assert.False(groups.Take(Step("c", links: 3), _ready));

        Assert.Equal(["CopyFile c", "HardLink b => c", "HardLink a => c"], Told());
    }

    [Fact]
    public void A_name_that_is_there_leads_those_before_and_after_it()
    {
        HardLinkGroups groups = Groups();

        groups.Take(Step("a", links: 3), _ready);
        groups.Take(Step("b", links: 3, target: 70), _ready);
        groups.Take(Step("c", links: 3), _ready);

        Assert.Equal(["Keep b", "HardLink a => b", "HardLink c => b"], Told());
    }

    [Fact]
    public void The_last_one_seen_leads_where_some_names_are_elsewhere()
    {
        HardLinkGroups groups = Groups();
        groups.Take(Step("a", links: 9), _ready);
        groups.Take(Step("b", links: 9), _ready);

        groups.Finish(_ready);
        groups.Finish(_ready);

        Assert.Equal(["CopyFile b", "HardLink a => b"], Told());
    }

    [Fact]
    public void Nodes_do_not_share_a_group()
    {
        HardLinkGroups groups = Groups();
        groups.Take(Step("a", links: 2, inode: 1), _ready);
        groups.Take(Step("b", links: 2, inode: 2), _ready);

        Assert.Empty(_ready);
        groups.Take(Step("c", links: 2, inode: 1), _ready);

        Assert.Equal(["CopyFile c", "HardLink a => c"], Told());
    }

    [Theory]
    [InlineData(70, "Keep b")]
    [InlineData(71, "HardLink b => a")]
    public void Names_that_are_one_node_in_the_target_stay_so(int target, string expected)
    {
        HardLinkGroups groups = Groups();
        groups.Take(Step("a", links: 2, target: 70), _ready);
        groups.Take(Step("b", links: 2, target: (ulong)target), _ready);

        Assert.Equal(["Keep a", expected], Told());
    }

    [Fact]
    public void A_leader_that_is_replaced_gets_its_names_anew()
    {
        HardLinkGroups groups = Groups();
        groups.Take(Step("a", links: 2, target: 70, kind: StepKind.CopyFile), _ready);
        groups.Take(Step("b", links: 2, target: 70, kind: StepKind.CopyFile), _ready);

        Assert.Equal(["CopyFile a", "HardLink b => a"], Told());
    }

    private static HardLinkGroups Groups() => new(new EntryComparer(TransferOptions.Archive with { HardLinks = true }, Caller.Root), isPlan: false);

    private static PlanStep Step(string path, uint links, ulong inode = 5, ulong target = 0, StepKind? kind = null)
    {
        NodeAttributes node = new() { Mode = 0x81a4, Device = 1, Inode = inode, Links = links };
        return new PlanStep
        {
            Kind = kind ?? (target == 0 ? StepKind.CopyFile : StepKind.Keep),
            Changes = target == 0 ? ItemChanges.New | ItemChanges.Transfer : kind == StepKind.CopyFile ? ItemChanges.Transfer | ItemChanges.Size : ItemChanges.None,
            NodeKind = EntryKind.File,
            Path = Encoding.UTF8.GetBytes(path),
            Source = node,
            TargetExists = target != 0,
            Target = node with { Inode = target },
            IsGrouped = true,
        };
    }

    private IEnumerable<string> Told() => _ready.Select(static step =>
        $"{step.Kind} {Encoding.UTF8.GetString(step.Path.Span)}{(step.Leader.IsEmpty ? "" : " => " + Encoding.UTF8.GetString(step.Leader.Span))}");
}
