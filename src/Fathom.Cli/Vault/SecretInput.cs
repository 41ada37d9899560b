using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Cli;

/// <summary>Reads secrets from descriptors, byte by byte: what stands behind a line is left for who reads next.</summary>
internal static class SecretInput
{
    private const int MaxLength = 4096;

    /// <summary>Standard input.</summary>
    internal const int StandardInput = 0;

    /// <summary>Reads the first line of a file.</summary>
    /// <param name="file">As typed; <c>-</c> is standard input.</param>
    /// <returns>Without its end; the caller clears it.</returns>
    /// <exception cref="FathomException">It cannot be opened or read.</exception>
    /// <exception cref="UsageException">It is empty or too long.</exception>
    internal static byte[] ReadLine(string file) =>
        file == "-" ? ReadLine(StandardInput) : Use(file, descriptor => ReadTo(descriptor, NameEscaper.Quote(file), PathText.ToBytes(file), endsWithLine: true));

    /// <summary>Reads the next line of an open descriptor.</summary>
    /// <returns>Without its end; the caller clears it.</returns>
    /// <exception cref="FathomException">It is not open, or cannot be read.</exception>
    /// <exception cref="UsageException">It is empty or too long.</exception>
    internal static byte[] ReadLine(int descriptor)
    {
        string name = descriptor == StandardInput ? "standard input" : $"descriptor {descriptor}";
        return ReadTo(descriptor, name, PathText.ToBytes(descriptor == StandardInput ? "-" : $"/dev/fd/{descriptor}"), endsWithLine: true);
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="file">As typed; <c>-</c> is standard input.</param>
    /// <returns>The caller clears it.</returns>
    /// <exception cref="FathomException">It cannot be opened or read.</exception>
    /// <exception cref="UsageException">It is empty or too long.</exception>
    internal static byte[] ReadAll(string file) => file == "-"
        ? ReadTo(StandardInput, "standard input", "-"u8.ToArray(), endsWithLine: false)
        : Use(file, descriptor => ReadTo(descriptor, NameEscaper.Quote(file), PathText.ToBytes(file), endsWithLine: false));

    private static byte[] Use(string file, Func<int, byte[]> read)
    {
        byte[] path = PathText.ToBytes(file);
        int errno = Interop.OpenForReading([.. path, 0], out SafeFileHandle handle);
        using (handle)
        {
            return errno == 0 ? read((int)handle.DangerousGetHandle()) : throw new FathomException("cannot open", path, (Errno)errno);
        }
    }

    // Pinned, so that the garbage collector leaves no copies of it behind.
    private static byte[] ReadTo(int descriptor, string shown, byte[] path, bool endsWithLine)
    {
        byte[] room = GC.AllocateArray<byte>(MaxLength, pinned: true);
        try
        {
            int length = Fill(descriptor, room, path, endsWithLine);
            ReadOnlySpan<byte> line = room.AsSpan(0, length).TrimEnd((byte)'\r');
            if (line.IsEmpty || length == MaxLength)
            {
                string problem = line.IsEmpty ? "is empty: it has to be the password" : $"has more than {MaxLength - 1} bytes: that is no password";
                throw new UsageException($"{(endsWithLine ? "the first line of " : "")}{shown} {problem}");
            }

            byte[] secret = GC.AllocateArray<byte>(line.Length, pinned: true);
            line.CopyTo(secret);
            return secret;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(room);
        }
    }

    private static int Fill(int descriptor, byte[] room, byte[] path, bool endsWithLine)
    {
        int length = 0;
        while (length < room.Length)
        {
            int errno = Interop.Read(descriptor, room.AsSpan(length, 1), out int read);
            if (errno == Interop.EAGAIN)
            {
                Interop.WaitReadable(descriptor);
            }
            else if (errno is not (0 or Interop.EINTR))
            {
                throw new FathomException("cannot read", path, (Errno)errno);
            }
            else if (errno == 0 && (read == 0 || (endsWithLine && room[length] == '\n')))
            {
                break;
            }

            length += read;
        }

        return length;
    }
}
