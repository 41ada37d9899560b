namespace Fathom.Nfs;

// Directories, for callers that want their entries one after the other; a walk of a tree lists many at once (NfsTree).
public sealed partial class NfsClient
{
    /// <summary>Lists a directory with READDIRPLUS, or READDIR if the server has only that; a page is fetched when it is needed.</summary>
    /// <remarks>While it is enumerated names may come and go; a name that stays is given once.</remarks>
    /// <exception cref="IOException">While it is enumerated: the rest cannot be listed; the message says why.</exception>
    public IEnumerable<NfsDirectoryEntry> ReadDirectory(NfsFileHandle directory, CancellationToken cancellation = default)
    {
        _ = Bytes(in directory);
        return Enumerate(directory, cancellation);
    }

    /// <summary>Asks for one page; its entries are appended to <paramref name="entries"/>.</summary>
    internal Errno ReadPage(in NfsFileHandle directory, PageChain chain, List<NfsDirectoryEntry> entries, CancellationToken cancellation)
    {
        using NfsCall call = Call(cancellation);
        if (chain.IsPlus)
        {
            ReadDirArgs.EncodePlus(call.Begin(Nfs3.ReadDirPlus), Bytes(in directory), chain.Cookie, chain.Verifier, chain.Size, chain.Size);
        }
        else
        {
            ReadDirArgs.Encode(call.Begin(Nfs3.ReadDir), Bytes(in directory), chain.Cookie, chain.Verifier, chain.Size);
        }

        Errno errno = call.Send(out XdrReader result);
        return chain.Take(errno, result, entries);
    }

    private IEnumerable<NfsDirectoryEntry> Enumerate(NfsFileHandle directory, CancellationToken cancellation)
    {
        PageChain chain = new(Options);
        List<NfsDirectoryEntry> entries = [];
        while (!chain.IsEnd)
        {
            entries.Clear();
            Errno errno = ReadPage(in directory, chain, entries, cancellation);

            // What came before the error is not lost.
            foreach (NfsDirectoryEntry entry in entries)
            {
                yield return entry;
            }

            if (errno != Errno.None)
            {
                throw NfsFileStream.Failure("list", $"directory {directory} of {Url.Host}", errno);
            }
        }
    }
}
