using Microsoft.Win32.SafeHandles;

namespace Fathom.Cli;

/// <summary>The file of a journal, held and locked by one run. Nobody else may have written what is believed here, so no link is followed to it, and it has
/// to be this user's alone.</summary>
internal sealed class JournalFile : IDisposable
{
    private const uint TypeMask = 0xf000;
    private const uint RegularFile = 0x8000;
    private const uint OthersMay = 0x3f;
    private const uint OthersMayWrite = 0x12;
    private const uint Sticky = 0x200;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SafeFileHandle _directory;
    private readonly SafeFileHandle _file;
    private readonly byte[] _name;

    private JournalFile(SafeFileHandle directory, SafeFileHandle file, byte[] name) => (_directory, _file, _name) = (directory, file, name);

    /// <summary>Where the journal of a transfer is: <c>$XDG_STATE_HOME/fathom/sync/KEY.journal</c>.</summary>
    /// <param name="environment">Value of a variable, or null.</param>
    /// <returns>Null where this user has no home.</returns>
    internal static string? DefaultPath(Func<string, string?> environment, ReadOnlySpan<byte> key)
    {
        string? state = environment("XDG_STATE_HOME") is { Length: > 0 } given && Path.IsPathRooted(given) ? given
            : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local/state")
            : null;
        return state is null ? null : Path.Combine(state, $"fathom/sync/{Convert.ToHexStringLower(key)}.journal");
    }

    /// <summary>Opens a journal and locks it.</summary>
    /// <param name="creates">Makes it, and its directory, if it is not there.</param>
    /// <param name="file">Null unless it is opened.</param>
    /// <returns>Why it is not; empty where it is not there.</returns>
    internal static string? TryOpen(string path, bool creates, out JournalFile? file)
    {
        file = null;
        string parent = Path.GetDirectoryName(path)!;
        if (creates && !TryMake(parent, out string? problem))
        {
            return problem;
        }

        int errno = Interop.OpenDirectory(WithNul(parent), out SafeFileHandle directory);
        string? refusal = errno != 0 ? Describe(errno) : RefusalOf(directory, isDirectory: true);
        if (refusal is null)
        {
            byte[] name = WithNul(Path.GetFileName(path));
            refusal = OpenIn(directory, name, creates, out SafeFileHandle opened);
            if (refusal is null)
            {
                file = new JournalFile(directory, opened, name);
                return null;
            }
        }

        directory.Dispose();
        return refusal;
    }

    /// <summary>What it holds, at most so many bytes of it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal byte[] Read(int most)
    {
        byte[] content = new byte[Math.Min(RandomAccess.GetLength(_file), most)];
        int used = 0;
        int read;
        while (used < content.Length && (read = RandomAccess.Read(_file, content.AsSpan(used), used)) > 0)
        {
            used += read;
        }

        return content[..used];
    }

    /// <summary>Writes; what is behind it goes.</summary>
    /// <param name="offset">Where; 0 puts it in the place of all that was there.</param>
    /// <param name="isDurable">Waits until it is on the disk.</param>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    internal void Write(long offset, ReadOnlySpan<byte> bytes, bool isDurable)
    {
        RandomAccess.Write(_file, bytes, offset);
        if (RandomAccess.GetLength(_file) > offset + bytes.Length)
        {
            RandomAccess.SetLength(_file, offset + bytes.Length);
        }

        if (isDurable)
        {
            RandomAccess.FlushToDisk(_file);
        }
    }

    /// <summary>Takes its name away.</summary>
    internal void Remove() => _ = Interop.Unlink(_directory, _name);

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _directory.Dispose();
    }

    private static bool TryMake(string directory, out string? problem)
    {
        problem = null;
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(directory, Private);
            }

            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = failure.Message;
            return false;
        }
    }

    private static string? OpenIn(SafeFileHandle directory, byte[] name, bool creates, out SafeFileHandle file)
    {
        while (true)
        {
            int errno = Interop.OpenPrivate(directory, name, creates, out file);
            string? refusal = errno != 0 ? Describe(errno) : RefusalOf(file, isDirectory: false);
            if (refusal is null && (errno = Interop.TryLock(file)) != 0)
            {
                refusal = errno == Interop.EWOULDBLOCK ? "another run of the same transfer has it" : Describe(errno);
            }

            // Who had the lock before may have removed it: that name is another file then, or none.
            if (refusal is null && Interop.Examine(file, out (uint Owner, uint Mode, uint Links) facts) == 0 && facts.Links > 0)
            {
                return null;
            }

            file.Dispose();
            if (refusal is not null)
            {
                return refusal;
            }
        }
    }

    private static string? RefusalOf(SafeFileHandle file, bool isDirectory)
    {
        int errno = Interop.Examine(file, out (uint Owner, uint Mode, uint Links) facts);
        uint user = Interop.GetEffectiveUser();
        if (errno != 0)
        {
            return Describe(errno);
        }

        if (isDirectory)
        {
            bool isSafe = facts.Owner == user || facts.Owner == 0;
            bool isShared = (facts.Mode & OthersMayWrite) != 0 && (facts.Mode & Sticky) == 0;
            return !isSafe ? "its directory belongs to another user" : isShared ? "others may write to its directory" : null;
        }

        return (facts.Mode & TypeMask) != RegularFile ? "it is no file"
            : facts.Owner != user ? "it belongs to another user"
            : (facts.Mode & OthersMay) != 0 ? "others may read or write it"
            : facts.Links > 1 ? "it has a second name"
            : null;
    }

    private static string Describe(int errno) => errno == Interop.ENOENT ? "" : errno == (int)Errno.ELOOP ? "it is a link" : ((Errno)errno).Describe();

    private static byte[] WithNul(string path) => [.. PathText.ToBytes(path), 0];
}
