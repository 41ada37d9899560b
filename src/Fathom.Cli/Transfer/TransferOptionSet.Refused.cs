namespace Fathom.Cli;

/// <content>Options of rsync that are no options here: a clear answer, never silence.</content>
internal sealed partial class TransferOptionSet
{
    private const string Network = "fathom speaks to no rsync on another machine: mount the other side, or give nfs://HOST/EXPORT";
    private const string Leave = "leave it out";

    private static readonly (string Names, string Advice)[] s_refusedFlags =
    [
        ("--fuzzy -y", "files are copied whole, so " + Leave),
        ("--no-whole-file --no-W", "files are always copied whole, so " + Leave),
        ("--append", "files are copied whole, so " + Leave),
        ("--append-verify", "files are copied whole: use --verify"),
        ("--compress -z", "nothing is sent over a network that could be compressed, so " + Leave),
        ("--new-compress", Leave),
        ("--old-compress", Leave),
        ("--relative -R", "give the directory itself as SRC, or --files-from"),
        ("--prune-empty-dirs -m", "exclude the empty directories with a filter"),
        ("--mkpath", "make the directories above DST first"),
        ("--old-dirs --old-d", "use --dirs"),
        ("--munge-links", Leave),
        ("--insecure-links", "links are never followed below the roots, so " + Leave),
        ("--copy-devices", Leave),
        ("--write-devices", Leave),
        ("--drop-D", "use --no-D"),
        ("--atimes -U", "access times are not kept, so " + Leave),
        ("--open-noatime", Leave),
        ("--crtimes -N", "no system call sets birth times, so " + Leave),
        ("--super", "what only root may do is done where this user is root, so " + Leave),
        ("--fake-super", Leave),
        ("--ignore-missing-args", Leave),
        ("--delete-missing-args", "use --delete on the directory"),
        ("--list-only", "use fathom list"),
        ("--blocking-io", Network),
        ("--no-motd", Network),
        ("--daemon", Network),
        ("--server", Network),
        ("--sender", Network),
        ("--ipv4 -4", Network),
        ("--ipv6 -6", Network),
        ("-V", "use --version"),
    ];

    private static readonly (string Names, string Advice)[] s_refusedValues =
    [
        ("--rsh -e", Network),
        ("--rsync-path", Network),
        ("--remote-option -M", Network),
        ("--port", Network),
        ("--address", Network),
        ("--sockopts", Network),
        ("--contimeout", "use --timeout"),
        ("--early-input", Network),
        ("--config", Network),
        ("--protocol", Network),
        ("--iconv", "names are bytes and stay as they are, so " + Leave),
        ("--temp-dir -T", "copies are made beside their names, so " + Leave),
        ("--block-size -B", "files are copied whole, so " + Leave),
        ("--checksum-choice --cc", Leave),
        ("--checksum-seed", Leave),
        ("--compress-choice --zc", Leave),
        ("--compress-level --zl", Leave),
        ("--compress-threads --zt", Leave),
        ("--skip-compress", Leave),
        ("--usermap", "change owners afterwards with chown"),
        ("--groupmap", "change groups afterwards with chgrp"),
        ("--chown", "change owners afterwards with chown"),
        ("--copy-as", "run fathom as that user"),
        ("--confine-root", "links are never followed below the roots, so " + Leave),
        ("--max-alloc", "memory is bounded without it, so " + Leave),
        ("--stop-after --time-limit", "use timeout(1)"),
        ("--stop-at", "use timeout(1)"),
        ("--outbuf", Leave),
        ("--stderr", "messages always go to standard error, so " + Leave),
        ("--debug", Leave),
        ("--log-file", "redirect standard output, with -i or --json"),
        ("--log-file-format", "redirect standard output, with --out-format"),
        ("--write-batch", "use fathom plan -o"),
        ("--only-write-batch", "use fathom plan -o"),
        ("--read-batch", "use fathom sync --plan"),
    ];

    private static void AddRefused(TransferOptionTable table)
    {
        foreach ((string names, string advice) in s_refusedFlags)
        {
            table.Flag(names, null, _ => throw Refusal(names, advice));
        }

        foreach ((string names, string advice) in s_refusedValues)
        {
            table.Value(names, "VALUE", null, (_, _) => throw Refusal(names, advice));
        }
    }

    private static UsageException Refusal(string names, string advice) =>
        new($"{names.Replace(" ", ", ", StringComparison.Ordinal)} is an option of rsync that fathom does not have: {advice}");
}
