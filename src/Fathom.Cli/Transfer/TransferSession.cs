using Fathom.Index;
using Fathom.Transfer;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>One run of <c>fathom plan</c> or <c>fathom sync</c>.</summary>
internal sealed partial class TransferSession(TransferInvocation invocation)
{
    private readonly Message _message = new(invocation.Command);
    private readonly TransferSettings _settings = invocation.Settings;

    /// <summary>Runs to the end.</summary>
    /// <returns>The exit code of the process.</returns>
    /// <exception cref="UsageException">Options or operands cannot be meant.</exception>
    internal int Run()
    {
        RootCatalog.Prepare();
        using Interruption interruption = new(invocation.Command, "what was not copied is left for the next run", TransferExit.Interrupted);
        try
        {
            return Run(interruption.Token);
        }
        catch (OperationCanceledException)
        {
            return TransferExit.Interrupted;
        }
        catch (FathomException failure)
        {
            return Report(failure, TransferExit.FileIo);
        }
        catch (Exception failure) when (failure is VaultException or IndexException)
        {
            _message.Write(failure.Message);
            return TransferExit.FileIo;
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }

    private int Run(CancellationToken cancellation)
    {
        using JournalKey key = new();
        FilterRules filters = TransferFilters.Build(_settings, key);
        FileList? files = TransferFilters.ReadFiles(_settings, key);
        TransferRoots roots = new(invocation, cancellation);
        IContentTree source;
        EntryKind kind;
        try
        {
            source = roots.OpenSource(out kind);
        }
        catch (FathomException failure)
        {
            return Report(failure, TransferExit.Partial);
        }

        using (source)
        {
            TransferTarget? target = null;
            try
            {
                target = roots.OpenTarget(kind);
                target = target with { Backups = roots.OpenBackups(target.Tree) };
            }
            catch (FathomException failure)
            {
                target?.Tree?.Dispose();
                return Report(failure, TransferExit.Selection);
            }

            using (target.Tree)
            using (target.Backups?.Tree)
            {
                return Run(roots, source, target, filters, files, key, cancellation);
            }
        }
    }

    private int Run(
        TransferRoots roots, IContentTree source, TransferTarget target, FilterRules filters, FileList? files, JournalKey key, CancellationToken cancellation)
    {
        List<IContentTree> basis = OpenBasis(roots);
        TransferOptions options = _settings.Options with { Basis = basis.Count == 0 ? BasisKind.None : _settings.Options.Basis };
        SourceEntry? entry = null;
        try
        {
            using SyncJournal? journal = OpenJournal(key, source, target.Tree);
            entry = target.SourceName is null || !_settings.Options.RemoveSourceFiles || invocation.IsPlan ? null : roots.OpenEntry(source);
            TransferRequest request = new()
            {
                Source = source,
                Target = target.Tree,
                SourceName = target.SourceName,
                IsTargetNew = target.IsMade,
                Options = target.Backups is { } backups ? options with { BackupDirectory = backups.Below } : options,
                Backups = target.Backups?.Tree,
                Filters = filters,
                Files = files,
                Basis = basis,
                SourceEntry = entry,
                Start = invocation.Journal is { Resumes: true } ? journal?.Resume() : null,
                Journal = journal,
                JournalInterval = invocation.Journal?.Interval ?? TimeSpan.Zero,
                Caller = ProcessIdentity.ReadCaller(),
                Run = ProcessIdentity.ReadRun(),
                ProcessStart = ProcessIdentity.StartOf,
                SourcePlace = roots.SourcePlace,
                TargetPlace = roots.TargetPlace,
                CopyMethod = invocation.CopyMethod,
                TellsUnchanged = _settings.Output.TellsUnchanged,
                Copiers = invocation.Copiers,
                Ranges = invocation.Ranges,
                Workers = invocation.Workers,
                HeldNames = invocation.HeldNames,
            };
            int exitCode = new TransferTelling(invocation, roots, target).Run(request, cancellation);
            journal?.Complete(isDone: exitCode == ExitCode.Done);
            return exitCode;
        }
        finally
        {
            entry?.Directory.Dispose();
            basis.ForEach(static tree => tree.Dispose());
        }
    }

    private List<IContentTree> OpenBasis(TransferRoots roots)
    {
        List<IContentTree> basis = [];
        foreach (byte[] path in _settings.BasisDirectories)
        {
            if (roots.OpenBasis(path) is { } tree)
            {
                basis.Add(tree);
            }
            else
            {
                _message.Write("basis directory", path, "it is not there, and is left out");
            }
        }

        return basis;
    }

    private int Report(FathomException failure, int exitCode)
    {
        _message.Write(failure.What, failure.Path, failure.Errno.Describe());
        return failure.Errno == Errno.ETIMEDOUT ? TransferExit.Timeout : exitCode;
    }
}
