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
                new("fathom sync -a --link-dest ../monday /srv/data/ /backup/tuesday", "a snapshot that shares what did not change"),
            },
        };
        command.Options.Add(sync._plan);
        sync._set.AddTo(command);
        command.SetAction(sync.Run);
        return command;
    }

    private int Run(ParseResult result) =>
        new TransferSession(_set.Resolve(result, isPlan: false) with { PlanFile = result.GetValue(_plan) }).Run();
}
