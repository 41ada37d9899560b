using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom nfs</c>: what NFS servers tell about themselves.</summary>
internal static class NfsCommand
{
    internal static Command Create() => new DocumentedCommand("nfs", "What an NFS server tells about itself")
    {
        Subcommands = { CreateExports() },
    };

    private static DocumentedCommand CreateExports()
    {
        Argument<string> server = new("HOST") { Description = "name or address of the server, or any nfs:// URL on it" };
        Option<bool> json = new("--json") { Description = "print one JSON document" };
        Option<bool> nul = new("--null", "-0") { Description = "print paths alone, each ended with NUL" };
        NfsOptionSet options = new();
        DocumentedCommand command = new("exports", "List what a server exports, and who may mount it")
        {
            Arguments = { server },
            Options = { json, nul },
            Examples =
            {
                new("fathom nfs exports server", "paths, a tab, and who may mount them"),
                new("fathom nfs exports 'nfs://server?mountport=20048'", "where there is no portmapper"),
            },
            Notes =
            {
                "The server is asked with EXPORT of MOUNT version 3. One that speaks version 4 alone has no such list.",
                "Who may mount is as the server writes it: names of hosts, networks, netgroups, with commas between them; (everyone) where it names none.",
            },
        };
        options.AddTo(command);
        command.SetAction(result =>
        {
            if (result.GetValue(json) && result.GetValue(nul))
            {
                throw new UsageException("--json and -0 cannot be combined");
            }

            return new ExportsRun(new ExportsRequest
            {
                Server = NfsRoot.ParseServer(result.GetValue(server)!),
                Nfs = options.Resolve(result),
                IsJson = result.GetValue(json),
                EndsWithNul = result.GetValue(nul),
            }).Run();
        });
        return command;
    }
}
