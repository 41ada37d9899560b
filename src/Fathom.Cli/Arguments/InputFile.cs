using Microsoft.Win32.SafeHandles;

namespace Fathom.Cli;

/// <summary>A file that an option names, whose name may be any bytes; <c>-</c> is standard input.</summary>
internal static class InputFile
{
    /// <summary>Reads the whole file.</summary>
    /// <param name="argument">As typed; see <see cref="PathText"/>.</param>
    /// <exception cref="FathomException">It cannot be opened or read.</exception>
    internal static byte[] ReadAll(string argument)
    {
        byte[] path = PathText.ToBytes(argument);
        try
        {
            using Stream stream = Open(argument, path);
            using MemoryStream content = new();
            stream.CopyTo(content);
            return content.ToArray();
        }
        catch (UnauthorizedAccessException)
        {
            throw new FathomException("cannot read", path, Errno.EISDIR); // How .NET refuses the descriptor of a directory.
        }
        catch (IOException)
        {
            throw new FathomException("cannot read", path, Errno.EIO);
        }
    }

    private static Stream Open(string argument, byte[] path)
    {
        if (argument == "-")
        {
            return Console.OpenStandardInput();
        }

        int errno = Interop.OpenForReading([.. path, 0], out SafeFileHandle file);
        return errno == 0 ? new FileStream(file, FileAccess.Read) : throw new FathomException("cannot open", path, (Errno)errno);
    }
}
