using System.CommandLine;
using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>Options and operands that <c>fathom plan</c> and <c>fathom sync</c> share.</summary>
/// <param name="name">Of the command, as typed.</param>
internal sealed class TransferCommandSet(string name)
{
    private readonly TransferOptionSet _options = new();
    private readonly NfsOptionSet _nfs = new(explains: false, hasTimeout: false);
    private readonly VaultOptionSet _vault = new(PasswordKind.OfRoots);

    private readonly OperandsWithLast _operands = new("SRC", "DST")
    {
        Repeats = false,
        Description = RootCatalog.Syntax + "; SRC/ means what the directory holds. DST, last, is a directory, or the name of a copy of one file",
    };

    private readonly Option<string?> _method = new("--copy-method")
    {
        HelpName = "METHOD",
        Description = "how content is copied: auto, reflink, range (copy_file_range) or loop (reads and writes)",
    };

    private readonly IntegerOption _copiers = new("--copiers", 0, 256) { Description = "files copied at a time; by default twice the processors, with a server 16 at least" };
    private readonly IntegerOption _ranges = new("--ranges", 0, 64) { Description = "pieces of a large file read at a time; by default 8 from a server, 2 out of a vault, else 1" };
    private readonly IntegerOption _workers = new("--threads", 0, 256) { Description = "directories compared at a time; by default the processors, twice that while a disk keeps them idle, with a server 8 at least" };

    private readonly IntegerOption _heldNames = new("--held-names", 0, int.MaxValue)
    {
        Description = $"names of one directory in memory at once, 0 for all; those of a larger one go into a temporary file; by default {TransferRequest.DefaultHeldNames}",
    };

    /// <summary>Adds them to <paramref name="command"/>, with what they have in common.</summary>
    internal void AddTo(DocumentedCommand command)
    {
        command.Arguments.Add(_operands);
        command.Options.Add(_workers);
        command.Options.Add(_copiers);
        command.Options.Add(_ranges);
        command.Options.Add(_heldNames);
        _method.AcceptOnlyFromAmong("auto", "reflink", "range", "loop");
        command.Options.Add(_method);
        _options.AddTo(command);
        _vault.AddTo(command);
        _nfs.AddTo(command);
        command.ExitCodes.AddRange(TransferExit.Meanings);
        command.Notes.AddRange(
        [
            "Options have the names and the meaning that rsync gives them, one SRC at a time, and --no-OPTION takes back what another one, such as -a, turned on. An option of rsync that fathom does not have is an error that says what to do instead.",
            "Lines are those of rsync -i, or of --out-format, on standard output; messages are on standard error. Names are printed as rsync does it: a byte that the locale cannot print is \\#ooo.",
            $"Exit status: {string.Join("; ", TransferExit.Meanings.Select(static exit => $"{exit.Code} {exit.Meaning}"))}.",
        ]);
    }

    /// <summary>What was asked for.</summary>
    /// <param name="isPlan">Nothing is to be changed.</param>
    /// <exception cref="UsageException">It cannot be meant.</exception>
    internal TransferInvocation Resolve(ParseResult result, bool isPlan)
    {
        string[] operands = result.GetValue(_operands)!;
        if (operands.Length > 2)
        {
            throw new UsageException($"extra operand {NameEscaper.Quote(operands[2])}: give one SRC and DST, and run once for each SRC");
        }

        TransferSettings settings = TransferCheck.Complete(_options.Read(result));
        Fathom.Nfs.NfsOptions nfs = _nfs.Resolve(result);
        if (isPlan)
        {
            settings.Output = settings.Output with { Itemizes = Math.Max(1, settings.Output.Itemizes) };
        }

        return new TransferInvocation
        {
            Command = name,
            IsPlan = isPlan || settings.IsDryRun,
            TellsTotals = isPlan && !settings.Output.IsQuiet && !settings.Output.IsJson,
            Settings = settings,
            Deciding = _options.ReadDeciding(result),
            Source = operands[0],
            Target = operands[1],
            Roots = new RootOptions { Nfs = nfs with { Timeout = settings.Timeout ?? nfs.Timeout }, Password = _vault.Resolve(result) },
            CopyMethod = Enum.Parse<CopyMethod>(result.GetValue(_method) ?? nameof(CopyMethod.Auto), ignoreCase: true),
            Copiers = (int)(result.GetValue(_copiers) ?? 0),
            Ranges = (int)(result.GetValue(_ranges) ?? 0),
            HeldNames = (int)(result.GetValue(_heldNames) ?? TransferRequest.DefaultHeldNames),
            Workers = (int)(result.GetValue(_workers) ?? 0),
        };
    }
}
