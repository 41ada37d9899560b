using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom plan</c>: what <c>fathom sync</c> would do.</summary>
internal sealed class PlanCommand
{
    private const string Name = "fathom plan";

    private readonly TransferCommandSet _set = new(Name);

    private readonly Option<string?> _output = new("--output")
    {
        HelpName = "FILE",
        Description = "save the plan, to be carried out with fathom sync --plan=FILE",
    };

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
                new("fathom plan -a --delete --output move.plan /srv/data/ /new/data/", "save the plan, for fathom sync --plan=move.plan"),
                new("fathom plan -a monday.fathom /srv", "what changed since a scan"),
                new("fathom plan -a --json /a/ /b/ | jq -r 'select(.action == \"delete\").path'", "for programs"),
            },
        };
        command.Options.Add(plan._output);
        plan._set.AddTo(command);
        command.SetAction(plan.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        string? file = result.GetValue(_output);
        TransferInvocation invocation = _set.Resolve(result, isPlan: true) with
        {
            PlanFile = file,
            Arguments = file is null ? [] : SavedPlanFile.ArgumentsOf(result, _output),
        };
        return new TransferSession(invocation).Run();
    }
}
