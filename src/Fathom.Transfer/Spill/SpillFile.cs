using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fathom.Transfer;

// Blocks of BlockSize + TagSize bytes, one after another, each encrypted with AES-256-GCM under a key that is this file's alone and is nowhere else; the nonce
// is the number of the block. What is appended goes on from one block into the next.

/// <summary>A temporary file without a name, that nobody else can read: names of a vault may be in it, and the disk may outlive it.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class SpillFile : IDisposable
{
    /// <summary>Bytes of a block, before it is encrypted. Who reads at many places has one for each.</summary>
    internal const int BlockSize = 16 * 1024;

    private const int TagSize = 16;
    private const int NonceSize = 12;
    private const string Usual = "/var/tmp";

    private readonly string _folder;
    private readonly FileStream _file;
    private readonly AesGcm _cipher;
    private readonly byte[] _stored = new byte[BlockSize + TagSize];
    private readonly byte[] _block = new byte[BlockSize];
    private int _used;
    private long _blocks;

    private SpillFile(string folder, FileStream file)
    {
        _folder = folder;
        _file = file;
        byte[] key = RandomNumberGenerator.GetBytes(32);
        _cipher = new AesGcm(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Makes a file in the folder of TMPDIR, else in /var/tmp, which is a disk where /tmp may be memory.</summary>
    /// <exception cref="FathomException">It cannot be made.</exception>
    internal static SpillFile Create()
    {
        string folder = Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } named ? named : Usual;
        string path = Path.Combine(folder, $"fathom-{Guid.NewGuid():n}");
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            FileStream file = new(path, options);
            File.Delete(path);
            return new SpillFile(folder, file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotKeep(folder, failure);
        }
    }

    /// <summary>Number of the next byte that is appended, counting from 0.</summary>
    internal long Position => (_blocks * BlockSize) + _used;

    /// <summary>Appends bytes.</summary>
    /// <exception cref="FathomException">The disk is full, or broken.</exception>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Length, BlockSize - _used);
            bytes[..length].CopyTo(_block.AsSpan(_used));
            bytes = bytes[length..];
            _used += length;
            if (_used == BlockSize)
            {
                WriteBlock();
            }
        }
    }

    /// <summary>What follows begins a block, and all that was appended can be read.</summary>
    /// <exception cref="FathomException">The disk is full, or broken.</exception>
    internal void EndBlock()
    {
        if (_used > 0)
        {
            WriteBlock();
        }
    }

    /// <summary>Reads a block.</summary>
    /// <param name="block">Counting from 0.</param>
    /// <param name="bytes"><see cref="BlockSize"/> bytes.</param>
    /// <exception cref="FathomException">The disk is broken.</exception>
    internal void Read(long block, Span<byte> bytes)
    {
        try
        {
            int length = RandomAccess.Read(_file.SafeFileHandle, _stored, block * _stored.Length);
            if (length != _stored.Length)
            {
                throw new EndOfStreamException();
            }

            Span<byte> nonce = stackalloc byte[NonceSize];
            _cipher.Decrypt(Nonce(nonce, block), _stored.AsSpan(0, BlockSize), _stored.AsSpan(BlockSize), bytes);
        }
        catch (Exception failure) when (failure is IOException or AuthenticationTagMismatchException)
        {
            throw CannotKeep(_folder, failure);
        }
    }

    /// <summary>Closes the file, which is gone then.</summary>
    public void Dispose()
    {
        _cipher.Dispose();
        _file.Dispose();
    }

    private void WriteBlock()
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        _cipher.Encrypt(Nonce(nonce, _blocks), _block, _stored.AsSpan(0, BlockSize), _stored.AsSpan(BlockSize));
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, _stored, _blocks * _stored.Length);
        }
        catch (IOException failure)
        {
            throw CannotKeep(_folder, failure);
        }

        _blocks++;
        _used = 0;
    }

    private static Span<byte> Nonce(Span<byte> nonce, long block)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, block);
        return nonce;
    }

    // The runtime keeps the error number of most failures of a file in HResult.
    private static FathomException CannotKeep(string folder, Exception failure)
    {
        int number = failure is UnauthorizedAccessException ? (int)Errno.EACCES : failure is DirectoryNotFoundException ? (int)Errno.ENOENT : failure.HResult;
        Errno errno = Enum.IsDefined((Errno)number) && number != 0 ? (Errno)number : Errno.EIO;
        return new FathomException("cannot keep the names of a large directory (TMPDIR names another folder) in", Encoding.UTF8.GetBytes(folder), errno);
    }
}
