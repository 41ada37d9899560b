namespace Fathom.Vault;

// d/XX/YYY…  ──▶ contents: all content directories, by hash
// root  ──▶ pending ──▶ one directory at a time: names, nodes, files ──▶ its directories to pending; contents marked as reached
//           leftovers, when nothing is pending ──▶ pending
//           contents that nobody reached, when there are no leftovers ──▶ pending

/// <summary>One run of a check: what all its parts share.</summary>
internal sealed class CheckRun
{
    private readonly CheckCounts _counts;
    private readonly Action<VaultFinding> _onFinding;
    private readonly Stack<CheckedDirectory> _pending = new();
    private readonly Queue<Leftover> _leftovers = new();
    private readonly List<(VaultFinding Finding, Func<Errno> Repair)> _repairs = [];
    private readonly DirectoryCheck _directories;
    private readonly LeftoverCheck _leftoverCheck;

    internal CheckRun(VaultTree tree, VaultCheckOptions options, CheckCounts counts, Action<VaultFinding> onFinding, CancellationToken cancellation)
    {
        (Tree, Options, _counts, _onFinding, Cancellation) = (tree, options, counts, onFinding, cancellation);
        Files = new FileCheck(this);
        Repair = new VaultRepair(tree);
        LostAndFound = new LostAndFound(this);
        Root = new CheckedDirectory(null, [], DirectoryId.Root);
        _directories = new DirectoryCheck(this);
        _leftoverCheck = new LeftoverCheck(this);
    }

    internal VaultTree Tree { get; }

    internal VaultCheckOptions Options { get; }

    internal CancellationToken Cancellation { get; }

    internal FileCheck Files { get; }

    internal VaultRepair Repair { get; }

    internal LostAndFound LostAndFound { get; }

    internal CheckedDirectory Root { get; }

    /// <summary>The content directories that exist, and which of them were reached.</summary>
    internal ContentMap Contents { get; } = new();

    /// <summary>Ids that were found in content directories that no name leads to, or in the wrong ones: perhaps the only copy.</summary>
    internal Dictionary<ContentHash, DirectoryId> FoundIds { get; } = [];

    /// <summary>Something could not be read, and names in it may lead to what looks lost: no such thing is moved or removed.</summary>
    internal bool IsIncomplete { get; set; }

    internal void Run()
    {
        new StoredRootCheck(this).Check();
        Contents.TryReach(ContentHash.Of(DirectoryId.Root, Tree.Siv));
        _pending.Push(Root);
        Settle();
        new OrphanCheck(this).Check();
    }

    internal void Count(CheckCount count, long value = 1) => _counts.Add(count, value);

    /// <summary>Has a directory checked later.</summary>
    internal void Push(CheckedDirectory directory) => _pending.Push(directory);

    /// <summary>Has a leftover checked when it is known what names lead to.</summary>
    internal void Push(Leftover leftover) => _leftovers.Enqueue(leftover);

    /// <summary>Checks what is pending, and what that leads to.</summary>
    internal void Settle()
    {
        while (true)
        {
            if (_pending.TryPop(out CheckedDirectory? directory))
            {
                Cancellation.ThrowIfCancellationRequested();
                _directories.Check(directory);
            }
            else if (_leftovers.TryDequeue(out Leftover? leftover))
            {
                _leftoverCheck.Check(leftover);
                Flush();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Tells a finding, or keeps it until <see cref="Flush"/> where it has a repair: no directory is changed while it is listed.</summary>
    internal void Add(VaultFinding finding, Func<Errno>? repair = null)
    {
        if (repair is not null)
        {
            _repairs.Add((finding, repair));
            return;
        }

        _counts.Add(finding);
        _onFinding(finding);
    }

    /// <summary>Repairs what is to be repaired, and tells of it.</summary>
    internal void Flush()
    {
        for (int i = 0; i < _repairs.Count; i++)
        {
            (VaultFinding finding, Func<Errno> repair) = _repairs[i];
            Cancellation.ThrowIfCancellationRequested();
            if (!Options.Repairs)
            {
                Add(finding with { Outcome = VaultRepairOutcome.Possible });
                continue;
            }

            Errno errno = repair();
            Add(finding with { Outcome = errno == Errno.None ? VaultRepairOutcome.Done : VaultRepairOutcome.Failed, RepairErrno = errno });
        }

        _repairs.Clear();
    }
}
