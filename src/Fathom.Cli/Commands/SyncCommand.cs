using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom sync</c>: makes one tree the same as another.</summary>
internal sealed class SyncCommand
{
    private const string Name = "fathom sync";

    private readonly TransferCommandSet _set = new(Name);

    private readonly Option<string?> _plan = new("--plan")
    {
        HelpName = "FILE",
        Description = "carry out what fathom plan --output=FILE saved, with its options, SRC and DST; a step whose nodes have changed since is refused",
    };

    private readonly Option<bool> _resume = new("--resume")
    {
        Arity = ArgumentArity.Zero,
        Description = "go on where a run with the same SRC, DST and options got to that was broken off; what changed since before that is not seen",
    };

    private readonly Option<string?> _journal = new("--journal")
    {
        HelpName = "FILE",
        Description = "keep in FILE how far the run got, for --resume; by default below $XDG_STATE_HOME/fathom/sync or ~/.local/state/fathom/sync, after a second",
    };

    private readonly SecondsOption _interval = new("--journal-interval", TimeSpan.Zero, TimeSpan.FromHours(1))
    {
        Description = "how often the journal is written at most; 1 by default",
    };

    private readonly Option<bool> _noJournal = new("--no-journal") { Arity = ArgumentArity.Zero, Description = "keep no journal" };

    internal static Command Create()
    {
        SyncCommand sync = new();
        DocumentedCommand command = new("sync", "Make a tree the same as another, with rsync's options")
        {
            Examples =
            {
                new("fathom sync -a /srv/data/ /backup/data/", "copy what is new or changed"),
                new("fathom sync -aHAX --delete /srv/data/ /backup/data/", "an exact copy"),
                new("fathom sync -a ~/Documents vault:~/Cloud/vault", "into a vault, without mounting it"),
                new("fathom sync -a vault:~/Cloud/vault/ ~/restored", "and back"),
                new("fathom sync --plan move.plan", "what a saved plan says, and nothing else"),
                new("fathom sync -a --delete --resume /srv/data/ /backup/data/", "go on after Ctrl-C, a full disk or a lost connection"),
                new("fathom sync -a --link-dest ../monday /srv/data/ /backup/tuesday", "a snapshot that shares what did not change"),
            },
        };
        command.Options.Add(sync._plan);
        command.Options.Add(sync._resume);
        command.Options.Add(sync._journal);
        command.Options.Add(sync._interval);
        command.Options.Add(sync._noJournal);
        sync._set.AddTo(command);
        command.SetAction(sync.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        TransferInvocation invocation = _set.Resolve(result, isPlan: false);
        JournalChoice choice = new(result.GetValue(_resume), result.GetValue(_noJournal), result.GetValue(_journal), result.GetValue(_interval) ?? TimeSpan.FromSeconds(1));
        string? plan = result.GetValue(_plan);
        Check(choice, plan, invocation.IsPlan);
        bool hasJournal = plan is null && !invocation.IsPlan;
        return new TransferSession(invocation with { PlanFile = plan, Journal = hasJournal ? choice : null }).Run();
    }

    private static void Check(JournalChoice choice, string? plan, bool isPlan)
    {
        string? other = plan is not null ? "--plan, which says by itself what is left to do"
            : isPlan ? "-n: nothing is done, so nothing is resumed"
            : choice.IsOff ? "--no-journal: the journal says where to go on"
            : null;
        if (choice.Resumes && other is not null)
        {
            throw new UsageException($"--resume cannot be used with {other}");
        }

        if (choice is { IsOff: true, File: not null })
        {
            throw new UsageException("--journal and --no-journal cannot be combined: give one of them");
        }

        if (choice.File is { } file && Path.GetFileName(file) is "" or "." or "..")
        {
            throw new UsageException($"--journal {NameEscaper.Quote(file)} is a directory: give the name of a file");
        }
    }
}
