namespace Fathom.Cli;

/// <summary>SRC or DST as typed. A slash at the end of SRC, or a last name of <c>.</c> or <c>..</c>, means what the directory holds and not the directory.</summary>
/// <param name="Root">What is opened, raw bytes, without slashes at its end.</param>
/// <param name="Name">The last name; null where what it holds is meant.</param>
internal sealed record TransferOperand(byte[] Root, byte[]? Name)
{
    /// <summary>Only a directory can be meant.</summary>
    internal bool MeansContent => Name is null;

    /// <summary>As rsync shows SRC before paths (<c>%f</c>): without the slash, <c>.</c> or <c>..</c> of its end, and without a slash or <c>./</c> at its begin.</summary>
    internal byte[] ShownParent
    {
        get
        {
            ReadOnlySpan<byte> shown = Root;
            shown = Name is null ? shown : shown[..^Name.Length];
            while (shown.StartsWith("/"u8) || shown.StartsWith("./"u8))
            {
                shown = shown[(shown[0] == '/' ? 1 : 2)..];
            }

            shown = shown.TrimEnd((byte)'/');
            return shown.SequenceEqual("."u8) ? [] : shown.ToArray();
        }
    }

    /// <summary>Reads an operand.</summary>
    /// <exception cref="UsageException">It is on another machine, or empty.</exception>
    internal static TransferOperand Parse(string typed)
    {
        byte[] root = PathText.ToBytes(typed);
        if (root.Length == 0)
        {
            throw new UsageException("an operand is empty: give a path");
        }

        RefuseRemote(typed, root);
        int query = NfsRoot.IsUrl(Stored(root)) ? root.AsSpan().IndexOf((byte)'?') : -1;
        ReadOnlySpan<byte> path = query < 0 ? root : root.AsSpan(0, query);
        ReadOnlySpan<byte> rest = query < 0 ? default : root.AsSpan(query);
        ReadOnlySpan<byte> trimmed = path.TrimEnd((byte)'/');
        if (trimmed.IsEmpty || trimmed[^1] == ':')
        {
            return new TransferOperand([.. path, .. rest], null);
        }

        ReadOnlySpan<byte> name = trimmed[(trimmed.LastIndexOfAny((byte)'/', (byte)':') + 1)..];
        bool isContent = trimmed.Length < path.Length || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8);
        return new TransferOperand([.. trimmed, .. rest], isContent ? null : NameOf(trimmed, name));
    }

    // A colon is part of a name, unless it ends a prefix.
    private static byte[] NameOf(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name)
    {
        int slash = path.LastIndexOf((byte)'/');
        return (slash < 0 && VaultRoot.IsVault(path) ? name : path[(slash + 1)..]).ToArray();
    }

    private static ReadOnlySpan<byte> Stored(ReadOnlySpan<byte> root) => VaultRoot.IsVault(root) ? VaultRoot.CiphertextOf(root) : root;

    // As rsync reads it: a colon before the first slash ends the name of a host.
    private static void RefuseRemote(string typed, byte[] root)
    {
        int colon = root.AsSpan().IndexOf((byte)':');
        int slash = root.AsSpan().IndexOf((byte)'/');
        bool isHost = colon > 0 && (slash < 0 || colon < slash) && RootCatalog.IsLocal(root) && IndexOperand.Read(root) is null;
        if (isHost)
        {
            throw new UsageException(
                $"{NameEscaper.Quote(typed)} is on another machine, and fathom speaks to no rsync there: mount it, give nfs://HOST/EXPORT, or write ./{typed} for a local file");
        }
    }
}
