using System.Text;

namespace Fathom.Vault;

/// <summary>What encryption costs: receives a walk of a vault's ciphertext, and sums what is stored by what it is for.</summary>
/// <remarks>Nothing is decrypted: the names of stored nodes say what they are, and sizes of contents follow from those stored. Content that no name
/// leads to any more is counted too. A file of a size that no encrypted file has counts no cleartext.
/// <code>
/// VaultOverhead overhead = new(vault);
/// new Walker(vault.Ciphertext, WalkOptions.Default).Run(overhead);
/// </code></remarks>
public sealed class VaultOverhead : ISink
{
    private readonly Lock _lock = new();
    private readonly List<OverheadWriter> _writers = [];
    private readonly byte[][] _keyFiles;
    private VaultStoredBytes[]? _sums;

    /// <summary>Prepares one walk.</summary>
    /// <param name="vault">Its <see cref="VaultTree.Ciphertext"/> is what is walked.</param>
    public VaultOverhead(VaultTree vault, VaultOverheadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vault);
        Options = options ?? VaultOverheadOptions.Default;
        Layout = vault.Layout;
        _keyFiles = [Encoding.UTF8.GetBytes(VaultConfig.FileName), Encoding.UTF8.GetBytes(vault.Config.MasterkeyFileName)];
    }

    /// <inheritdoc/>
    public StatMask Wanted => StatMask.Size | StatMask.Allocated | StatMask.Links | StatMask.Inode | StatMask.Device;

    /// <summary>All of it; after the walk.</summary>
    /// <exception cref="InvalidOperationException">The walk has not ended.</exception>
    public VaultStoredBytes Total
    {
        get
        {
            VaultStoredBytes total = default;
            foreach (VaultStoredKind kind in Enum.GetValues<VaultStoredKind>())
            {
                total = total.Plus(this[kind]);
            }

            return total;
        }
    }

    internal VaultOverheadOptions Options { get; }

    internal CipherLayout Layout { get; }

    /// <summary>Nodes with several links that were counted.</summary>
    internal NodeSet Links { get; } = new();

    /// <summary>What is stored of one kind; after the walk.</summary>
    /// <exception cref="InvalidOperationException">The walk has not ended.</exception>
    public VaultStoredBytes this[VaultStoredKind kind] =>
        (_sums ?? throw new InvalidOperationException("The walk has not ended."))[(int)kind];

    /// <inheritdoc/>
    public ISinkWriter OpenWriter(int worker)
    {
        OverheadWriter writer = new(this);
        lock (_lock)
        {
            _writers.Add(writer);
        }

        return writer;
    }

    /// <inheritdoc/>
    public void Complete(WalkSummary summary)
    {
        VaultStoredBytes[] sums = new VaultStoredBytes[Enum.GetValues<VaultStoredKind>().Length];
        foreach (OverheadWriter writer in _writers)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] = sums[i].Plus(in writer.Sums[i]);
            }
        }

        _sums = sums;
        _writers.Clear();
    }

    internal void WriteError(WalkError error)
    {
        lock (_lock)
        {
            Options.OnError?.Invoke(error);
        }
    }

    /// <summary>What a file beside <c>d</c> is.</summary>
    internal VaultStoredKind KindAtRoot(ReadOnlySpan<byte> name)
    {
        foreach (byte[] file in _keyFiles)
        {
            if (name.SequenceEqual(file))
            {
                return VaultStoredKind.Keys;
            }

            if (name.StartsWith(file) && BackupName.IsBackup(name))
            {
                return VaultStoredKind.Backups;
            }
        }

        return VaultStoredKind.Others;
    }
}
