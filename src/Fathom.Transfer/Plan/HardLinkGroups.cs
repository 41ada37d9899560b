namespace Fathom.Transfer;

// rsync links names to the first of them that the target has, or else to the last one of the group, which is copied when all others have
// been seen. So names that are new wait here until their group has a leader:
//
//   new, not the last name   -> waits
//   there, or the last       -> leads; those that wait are linked to it
//   any after the leader     -> linked
//
// A node counts its names, so that the last is known; where some are outside of the transfer the last seen one leads, at the end.

/// <summary>Nodes with several names: which name is copied, and which are linked to it.</summary>
internal sealed class HardLinkGroups
{
    private readonly EntryComparer _comparer;
    private readonly bool _isPlan;
    private readonly Dictionary<NodeId, Group> _groups = [];

    /// <param name="isPlan">Nothing will be changed, so names that are one node stay one, also if it would be replaced.</param>
    internal HardLinkGroups(EntryComparer comparer, bool isPlan)
    {
        _comparer = comparer;
        _isPlan = isPlan;
    }

    /// <summary>Takes a step of a name whose node has more names.</summary>
    /// <param name="ready">Gets the steps that can be carried out now, in order.</param>
    /// <returns>True if the step waits, and with it its directory.</returns>
    internal bool Take(PlanStep step, List<PlanStep> ready)
    {
        if (!_groups.TryGetValue(step.Source.Id, out Group? group))
        {
            _groups.Add(step.Source.Id, group = new Group());
        }

        group.Seen++;
        if (group.Leader is { } leader)
        {
            ready.Add(LinkTo(leader, step));
            return false;
        }

        if (step.Kind == StepKind.CopyFile && (step.Changes & ItemChanges.New) != 0 && group.Seen < step.Source.Links)
        {
            group.Waiting.Add(step);
            return true;
        }

        Lead(group, step, ready);
        return false;
    }

    /// <summary>No more names will come: where some are outside of the transfer the last one that waits leads.</summary>
    /// <param name="ready">Gets the steps that can be carried out now, in order.</param>
    internal void Finish(List<PlanStep> ready)
    {
        foreach (Group group in _groups.Values)
        {
            if (group.Leader is null && group.Waiting.Count > 0)
            {
                PlanStep last = group.Waiting[^1];
                group.Waiting.RemoveAt(group.Waiting.Count - 1);
                Lead(group, last, ready);
            }
        }
    }

    private void Lead(Group group, PlanStep step, List<PlanStep> ready)
    {
        group.Leader = step;
        ready.Add(step);
        for (int i = group.Waiting.Count - 1; i >= 0; i--)
        {
            ready.Add(LinkTo(step, group.Waiting[i]));
        }

        group.Waiting.Clear();
    }

    private PlanStep LinkTo(PlanStep leader, PlanStep step)
    {
        if (step.BasisNode != default && step.BasisNode == leader.BasisNode)
        {
            // They are one node in the basis: each becomes that.
            return step;
        }

        bool isSameNode = step.TargetExists && leader.TargetExists && step.Target.Id == leader.Target.Id;
        bool isReplaced = leader.Kind is not (StepKind.Keep or StepKind.SetAttributes);
        bool stays = isSameNode && (_isPlan || !isReplaced);
        ItemChanges known = ItemChanges.Local | ItemChanges.HardLink;
        ItemChanges changes = step.TargetExists
            ? _comparer.Compare(step.Source, step.Target, known, isLinked: !stays) | (step.Changes & (ItemChanges.Acl | ItemChanges.Xattr))
            : known | ItemChanges.New;
        return step.Becomes(stays ? StepKind.Keep : StepKind.HardLink, changes, stays ? null : leader, leader.BasisNode != default ? leader.BasisIndex : -1);
    }

    private sealed class Group
    {
        internal uint Seen { get; set; }

        internal PlanStep? Leader { get; set; }

        internal List<PlanStep> Waiting { get; } = [];
    }
}
