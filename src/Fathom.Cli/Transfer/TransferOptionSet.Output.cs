namespace Fathom.Cli;

/// <content>What is printed.</content>
internal sealed partial class TransferOptionSet
{
    private static void AddOutput(TransferOptionTable table)
    {
        table
            .Flag("--dry-run -n", "change nothing; what plan always means", static s => s.IsDryRun = true)
            .Switch("--itemize-changes -i", "--no-itemize-changes --no-i", "print a line for each change; twice, also for what stays", static (s, on) =>
                s.Output = s.Output with { Itemizes = on ? s.Output.Itemizes + 1 : 0 })
            .Value("--out-format --log-format", "FORMAT", $"print FORMAT for each change: {LineTemplate.Directives}", static (s, text) =>
                s.Output = s.Output with { Format = LineTemplate.Parse(text) })
            .Switch("--verbose -v", "--no-verbose --no-v", "print names; twice, also what is skipped and why", static (s, on) =>
                s.Output = s.Output with { Verbosity = on ? s.Output.Verbosity + 1 : 0 })
            .Flag("--quiet -q", "print nothing but errors", static s => s.Output = s.Output with { IsQuiet = true })
            .Switch("--8-bit-output -8", "--no-8-bit-output --no-8", "print bytes above 127 as they are", static (s, on) =>
                s.Output = s.Output with { IsEightBit = on })
            .Switch("--human-readable -h", "--no-human-readable --no-h", "print sizes in units of 1000; twice, of 1024", static (s, on) =>
                s.Output = s.Output with { HumanLevel = on ? s.Output.HumanLevel + 1 : 0 })
            .Flag("--stats", "print counts at the end", static s => s.Output = s.Output with { PrintsStatistics = true })
            .Switch("--progress", "--no-progress", "print names and the progress of the whole transfer", static (s, on) =>
                s.Output = s.Output with { PrintsProgress = on, Names = on ? Math.Max(1, s.Output.NameLevel) : s.Output.Names })
            .Flag("-P", "the same as --partial --progress", static s =>
            {
                s.Options = s.Options with { Partial = true };
                s.Output = s.Output with { PrintsProgress = true, Names = Math.Max(1, s.Output.NameLevel) };
            })
            .Value("--info", "FLAGS", $"print more or less: {InfoFlags.Known}, each with a level behind", static (s, text) =>
                s.Output = InfoFlags.Apply(s.Output, text))
            .Flag("--json", "print a JSON object a line", static s => s.Output = s.Output with { IsJson = true })
            .Close("What is printed");
    }

    // What these change in rsync does not exist here, or not between local paths in rsync either.
    private static void AddWithoutEffect(TransferOptionTable table)
    {
        const string Reason = "accepted, without effect";
        table
            .Flag("--whole-file -W", Reason + ": files are always copied whole", static _ => { })
            .Flag("--inc-recursive --i-r", Reason, static _ => { })
            .Flag("--no-inc-recursive --no-i-r", Reason, static _ => { })
            .Flag("--secluded-args --protect-args -s", Reason, static _ => { })
            .Flag("--no-secluded-args --no-protect-args --no-s", null, static _ => { })
            .Flag("--old-args", Reason, static _ => { })
            .Flag("--no-old-args --no-relative --no-R --no-implied-dirs --no-prune-empty-dirs --no-m --no-fuzzy --no-y --no-compress --no-z", null, static _ => { })
            .Flag("--no-atimes --no-U --no-crtimes --no-N --no-append --no-munge-links --no-write-devices --no-mkpath --no-super --no-iconv", null, static _ => { })
            .Flag("--no-insecure-links --no-open-noatime --no-blocking-io --no-contimeout", null, static _ => { })
            .Flag("--trust-sender", Reason, static _ => { })
            .Close("For command lines of rsync");
    }
}
