using Fathom.Transfer;

namespace Fathom.Cli;

/// <content>The journal of a run.</content>
internal sealed partial class TransferSession
{
    private SyncJournal? OpenJournal(JournalKey key, IContentTree source, IContentTree? target)
    {
        if (invocation.Journal is not { IsOff: false } choice || target is null || invocation.IsPlan)
        {
            return null;
        }

        if (!_settings.Options.HasPositions)
        {
            if (choice.Resumes)
            {
                _message.Write($"--resume compares everything: with {WhyNoPositions(_settings.Options)}");
            }

            return null;
        }

        key.Add(invocation);
        JournalHeader header = new()
        {
            Key = key.End(),
            Boot = ProcessIdentity.ReadBoot(),
            IsDurable = _settings.Options.Sync,
            Source = IdOf(source),
            Target = IdOf(target),
        };
        string? path = choice.File is { } given ? Path.GetFullPath(given) : JournalFile.DefaultPath(Environment.GetEnvironmentVariable, header.Key.Span);
        if (path is null && choice.Resumes)
        {
            _message.Write("there is no place for journals, since neither HOME nor XDG_STATE_HOME is set: everything is compared; give --journal=FILE");
        }

        return path is null ? null : new SyncJournal(path, header, _message, TimeProvider.System);
    }

    private static string WhyNoPositions(TransferOptions options) =>
        options.HardLinks ? "-H the names of one file may be in any directory"
        : options.DelayUpdates ? "--delay-updates no file has its name before the end"
        : "--delete-delay nothing is removed before the end";

    private static NodeId IdOf(IContentTree tree)
    {
        if (tree.OpenRoot(out IContentNode? root) != Errno.None)
        {
            return default;
        }

        using (root)
        {
            return root!.ReadAttributes(StatMask.Device | StatMask.Inode, out NodeAttributes attributes) == Errno.None ? attributes.Id : default;
        }
    }
}
