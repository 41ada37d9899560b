using System.CommandLine;

namespace Fathom.Cli;

/// <summary>All commands. A command is built only when it is invoked or described, which keeps the start short.</summary>
internal sealed class CommandCatalog(params CatalogEntry[] entries)
{
    private const string RootName = "fathom";

    /// <summary>The commands of the program, in the order in which help lists them.</summary>
    internal static CommandCatalog Default { get; } = new(
        new("du", DuCommand.Create),
        new("list", ListCommand.Create),
        new("scan", ScanCommand.Create),
        new("top", TopCommand.Create),
        new("query", QueryCommand.Create),
        new("schema", SchemaCommand.Create),
        new("diff", DiffCommand.Create),
        new("export", ExportCommand.Create),
        new("errors", ErrorsCommand.Create),
        new("digest", DigestCommand.Create),
        new("check", CheckCommand.Create),
        new("plan", PlanCommand.Create),
        new("sync", SyncCommand.Create),
        new("nfs", NfsCommand.Create),
        new("vault", VaultCommand.Create),
        new("mount", MountCommand.Create),
        new("umount", UmountCommand.Create),
        new("mounts", MountsCommand.Create),
        new("gen", GenCommand.Create),
        new("bench", BenchCommand.Create),
        new("completions", CompletionsCommand.Create),
        new("man", ManCommand.Create));

    /// <summary>The root with every command; for help, man pages and completions.</summary>
    internal Command CreateAll() => CreateRoot(entries);

    /// <summary>The root with the one command called <paramref name="name"/>, or with all if there is none.</summary>
    internal Command CreateFor(string name)
    {
        int index = IndexOf(name);
        return index < 0 ? CreateAll() : CreateRoot(entries.AsSpan(index, 1));
    }

    /// <summary>The command as the user typed it, for messages: <c>fathom du</c>, or <c>fathom</c>.</summary>
    internal string NameOf(ReadOnlySpan<string> args) =>
        args.Length > 0 && IndexOf(args[0]) >= 0 ? $"{RootName} {args[0]}" : RootName;

    private int IndexOf(string name) => Array.FindIndex(entries, entry => entry.Name == name);

    private static DocumentedCommand CreateRoot(ReadOnlySpan<CatalogEntry> wanted)
    {
        DocumentedCommand root = new(RootName, "One fast engine for file trees: what is in it, where the space went, what changed")
        {
            Examples =
            {
                new("fathom du -h -d1 /var", "where the space went, one level deep"),
                new("fathom list /srv --newer 7d", "what changed within a week"),
                new("fathom du --help", "everything about one command"),
            },
        };
        foreach (CatalogEntry entry in wanted)
        {
            root.Subcommands.Add(entry.Create());
        }

        return root;
    }
}
