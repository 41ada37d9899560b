using System.Security.Cryptography;
using System.Text;

namespace Fathom.Cli;

/// <summary>What makes two transfers the same: the machine, both roots, the options that decide what is done, and what the files hold that they name.</summary>
internal sealed class JournalKey : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a part; its length goes with it, so that no two lists of parts are one.</summary>
    internal void Add(ReadOnlySpan<byte> part)
    {
        _hash.AppendData(BitConverter.GetBytes(part.Length));
        _hash.AppendData(part);
    }

    /// <summary>Adds both roots and the options.</summary>
    internal void Add(TransferInvocation invocation)
    {
        Add(Encoding.UTF8.GetBytes(ProcessIdentity.ReadMachine()));
        TransferOperand source = TransferOperand.Parse(invocation.Source);

        // The content of SRC is not SRC itself.
        Add([source.MeansContent ? (byte)'/' : (byte)' ', .. FullNameOf(source)]);
        Add(FullNameOf(TransferOperand.Parse(invocation.Target)));
        foreach (string word in invocation.Deciding)
        {
            Add(PathText.ToBytes(word));
        }
    }

    /// <summary>The key; 32 bytes.</summary>
    internal byte[] End() => _hash.GetHashAndReset();

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private static byte[] FullNameOf(TransferOperand operand) => PathText.ToBytes(RootCatalog.FullNameOf(operand.Root).TrimEnd('/'));
}
