using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>Where <c>--backup-dir</c> is that leads out of DST.</summary>
/// <param name="Tree">Holds it: the nearest directory that is there. The caller's.</param>
/// <param name="Below">The rest of the path, which the first backup makes; empty if all of it is there.</param>
internal sealed record TransferBackups(IWritableTree Tree, byte[] Below)
{
    /// <summary>The directory is not below DST: an absolute path, or one with <c>..</c>.</summary>
    internal static bool LeadsOut(ReadOnlySpan<byte> directory)
    {
        bool leadsOut = directory.StartsWith("/"u8);
        foreach (Range name in directory.Split((byte)'/'))
        {
            leadsOut |= directory[name].SequenceEqual(".."u8);
        }

        return leadsOut;
    }

    /// <summary>Opens it.</summary>
    /// <param name="directory">As typed: absolute, or relative to DST.</param>
    /// <param name="target">DST, a local directory.</param>
    /// <param name="open">Opens a local directory to change it.</param>
    /// <exception cref="FathomException">It cannot be used; the error is that of the nearest name that is there.</exception>
    internal static TransferBackups Open(byte[] directory, byte[] target, Func<byte[], IContentTree> open)
    {
        byte[] whole = directory.AsSpan().StartsWith("/"u8) ? directory : PathBytes.Join(target, directory);
        byte[] there = whole.AsSpan().TrimEnd((byte)'/').ToArray();
        byte[] below = [];
        while (true)
        {
            try
            {
                return new TransferBackups((IWritableTree)open(there.Length == 0 ? "/"u8.ToArray() : there), below);
            }
            catch (FathomException missing) when (missing.Errno == Errno.ENOENT && there.Length > 0)
            {
                int slash = there.AsSpan().LastIndexOf((byte)'/');
                byte[] name = there[(slash + 1)..];
                if (name.AsSpan().SequenceEqual(".."u8))
                {
                    throw;
                }

                below = name is [] or [(byte)'.'] ? below : below.Length == 0 ? name : PathBytes.Join(name, below);
                there = slash < 0 ? "."u8.ToArray() : there[..slash];
            }
        }
    }
}
