using System.Text;

namespace Fathom.Transfer;

/// <content>Links and special files: made beside the name where something has it, then renamed over that.</content>
internal sealed partial class SyncExecutor
{
    // Paths of files that could not be copied.
    private readonly HashSet<string> _failed = [];

    /// <summary>Removes what is no directory from where one is to be.</summary>
    private bool MakeWay(IWritableNode parent, PlanStep step) =>
        step.Target.Kind == EntryKind.Directory || Remove(parent, step.Name.Span, step.Path, step.Target.Kind);

    /// <param name="leader">What a hard link is made to, if somebody holds it.</param>
    private void Make(PlanStep step, IContentNode? leader = null)
    {
        DirectoryPair pair = step.Directory!;
        IWritableNode directory = (IWritableNode)pair.Target!;
        pair.IsTouched = true;
        bool replaces = step.TargetExists && step.Target.Kind != EntryKind.Directory;
        if (replaces && _copier.Backups is not null && step.Kind != StepKind.HardLink)
        {
            if (!Remove(directory, step.Name.Span, step.Path, step.Target.Kind))
            {
                return;
            }

            replaces = false;
        }

        byte[]? temporary = replaces ? _names.Next() : null;
        ReadOnlySpan<byte> name = temporary ?? step.Name.Span;
        Errno errno = MakeAs(directory, name, step, leader);
        TransferAction action = step.Kind == StepKind.HardLink ? TransferAction.Link : TransferAction.Make;
        if (errno == Errno.None && temporary is not null)
        {
            action = TransferAction.Rename;
            errno = directory.Rename(temporary, directory, step.Name.Span, RenameMode.Replace);
            if (step.Kind == StepKind.HardLink || errno != Errno.None)
            {
                // rename(2) leaves both names where they are one node already.
                directory.Unlink(temporary);
            }
        }

        if (errno != Errno.None)
        {
            Fail(action, step, errno);
            return;
        }

        RemoveSource(step);
    }

    private void NoteFailed(ReadOnlyMemory<byte> path)
    {
        lock (_failed)
        {
            _failed.Add(Encoding.Latin1.GetString(path.Span));
        }
    }

    private bool HasFailed(ReadOnlyMemory<byte> path)
    {
        lock (_failed)
        {
            return _failed.Count > 0 && _failed.Contains(Encoding.Latin1.GetString(path.Span));
        }
    }

    private Errno MakeAs(IWritableNode directory, ReadOnlySpan<byte> name, PlanStep step, IContentNode? leader)
    {
        if (step.Kind == StepKind.HardLink)
        {
            return Link(directory, name, step, leader);
        }

        Errno errno = step.Kind == StepKind.MakeSymlink
            ? directory.MakeSymlink(name, step.LinkTarget.Span, out IWritableNode? made)
            : directory.MakeSpecial(name, step.NodeKind, step.Source.Mode & 0x180, step.Source.RawDevice, out made);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (made)
        {
            errno = GiveAttributes(made!, step, step.TargetExists ? step.Target : null);
        }

        if (errno != Errno.None)
        {
            Fail(TransferAction.SetAttributes, step, errno);
        }

        return Errno.None;
    }

    private Errno Link(IWritableNode directory, ReadOnlySpan<byte> name, PlanStep step, IContentNode? held)
    {
        if (HasFailed(step.Leader))
        {
            // The leader's name stands for an old file.
            return Errno.ENOENT;
        }

        if (held is not null)
        {
            return directory.Link(name, held);
        }

        IContentTree tree = step.BasisIndex >= 0 ? _request.Basis[step.BasisIndex] : _request.Target!;
        Errno errno = RootPair.OpenNode(tree, step.Leader.IsEmpty ? step.Path.Span : step.Leader.Span, out IContentNode? leader);
        using (leader)
        {
            return errno == Errno.None ? directory.Link(name, leader!) : errno;
        }
    }
}
