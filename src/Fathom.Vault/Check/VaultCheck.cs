namespace Fathom.Vault;

/// <summary>Looks for damage in a vault, and repairs what can be repaired without a risk for data.</summary>
/// <remarks>
/// <para>It walks the cleartext by its names, and compares with what the ciphertext has. Findings are told as they are found. What is kept
/// in memory is a hash for each directory of the vault, about 48 bytes, and the directories that are still to be listed.</para>
/// <para>Repairs write to new files and rename them, so a check that is killed leaves a <see cref="VaultFindingKind.Leftover"/> at most.
/// Nothing that could hold data is deleted.</para>
/// </remarks>
public sealed class VaultCheck : IDisposable
{
    private readonly VaultTree _tree;
    private readonly VaultCheckOptions _options;
    private CheckCounts? _counts;

    private VaultCheck(VaultTree tree, VaultCheckOptions options) => (_tree, _options) = (tree, options);

    /// <summary>How far the check is; may be asked for by any thread.</summary>
    public VaultCheckReport Progress => Volatile.Read(ref _counts)?.Report ?? default; // Partner: Run.

    /// <summary>Opens a vault to check it, even one whose root has lost its content.</summary>
    /// <param name="ciphertext">Its root is the directory that holds <c>vault.cryptomator</c>. Disposed with the check; stays the caller's
    /// where this throws. Repairs need an <see cref="IWritableTree"/>.</param>
    /// <param name="passwordUtf8">Tried as it is, and then in form C. The caller clears it.</param>
    /// <exception cref="VaultException">There is no vault, its keys or configuration are damaged or not supported, or the password is wrong.</exception>
    /// <exception cref="FathomException">The ciphertext cannot be read.</exception>
    public static VaultCheck Open(IContentTree ciphertext, ReadOnlySpan<byte> passwordUtf8, VaultCheckOptions? options = null) =>
        new(VaultTree.Open(ciphertext, passwordUtf8, null, isRootNeeded: false), options ?? VaultCheckOptions.Default);

    /// <summary>Checks the vault; once.</summary>
    /// <param name="onFinding">Called by this thread for every finding, after its repair.</param>
    /// <exception cref="OperationCanceledException">Cancelled; repairs that were done stay.</exception>
    /// <exception cref="FathomException">The ciphertext's tree is lost, for example a server that does not answer any longer.</exception>
    public VaultCheckReport Run(Action<VaultFinding> onFinding, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(onFinding);
        CheckCounts counts = new();
        Volatile.Write(ref _counts, counts); // Partner: Progress.
        CheckRun run = new(_tree, _options, counts, onFinding, cancellation);
        run.Run();
        return counts.Report;
    }

    /// <summary>Forgets the keys, and disposes of the ciphertext's tree.</summary>
    public void Dispose() => _tree.Dispose();
}
