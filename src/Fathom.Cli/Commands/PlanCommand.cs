using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom plan</c>: what <c>fathom sync</c> would do.</summary>
internal sealed class PlanCommand
{
    private const string Name = "fathom plan";

    private readonly TransferCommandSet _set = new(Name);

    internal static Command Create()
    {
        PlanCommand plan = new();
        DocumentedCommand command = new("plan", "Show what a sync would do, in rsync's itemised lines, and change nothing")
        {
            Examples =
            {
                new("fathom plan -a --delete /srv/data/ /backup/data/", "what would be copied and removed"),
                new("fathom plan -aHAX /srv/data /backup", "the same for the directory itself, with hard links, ACLs and attributes"),
                new("fathom plan -a --exclude '*.o' nfs://server/export/ /mirror/", "an export, without mounting it"),
                new("fathom plan -a monday.fathom /srv", "what changed since a scan"),
                new("fathom plan -a --json /a/ /b/ | jq -r 'select(.action == \"delete\").path'", "for programs"),
            },
        };
        plan._set.AddTo(command);
        command.SetAction(plan.Run);
        return command;
    }

    private int Run(ParseResult result) => new TransferSession(_set.Resolve(result, isPlan: true)).Run();
}
