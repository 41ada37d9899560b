using System.Runtime.InteropServices;

namespace Fathom.Tests.Interop;

/// <summary>System calls that make files under names of any bytes, each relative to an open directory.</summary>
internal static partial class RawFiles
{
    private const int AT_FDCWD = -100;
    private const int O_WRONLY = 1;
    private const int O_CREAT = 0x40;
    private const int O_DIRECTORY = 0x10000;
    private const int O_NOFOLLOW = 0x20000;
    private const int O_CLOEXEC = 0x80000;

    private const uint OwnerMayWrite = (uint)(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    private const uint AllMaySearch = OwnerMayWrite
        | (uint)(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    /// <summary>Opens a directory by its path.</summary>
    internal static int OpenDirectory(ReadOnlySpan<byte> path) => OpenDirectoryAt(AT_FDCWD, path);

    internal static int OpenDirectoryAt(int directory, ReadOnlySpan<byte> name) =>
        Check(OpenAt(directory, Nul(name), O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0), "openat", name);

    internal static void MakeDirectoryAt(int directory, ReadOnlySpan<byte> name) =>
        Check(MkdirAt(directory, Nul(name), AllMaySearch), "mkdirat", name);

    internal static void MakeFifoAt(int directory, ReadOnlySpan<byte> name) =>
        Check(MkfifoAt(directory, Nul(name), OwnerMayWrite), "mkfifoat", name);

    internal static void MakeLinkAt(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> name) =>
        Check(SymlinkAt(Nul(target), directory, Nul(name)), "symlinkat", name);

    internal static void MakeHardLinkAt(int directory, ReadOnlySpan<byte> existing, ReadOnlySpan<byte> name) =>
        Check(LinkAt(directory, Nul(existing), directory, Nul(name), 0), "linkat", name);

    internal static void RenameAt(int directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> newName) =>
        Check(RenameAt(directory, Nul(name), directory, Nul(newName)), "renameat", newName);

    internal static void ChangeModeAt(int directory, ReadOnlySpan<byte> name, uint mode) =>
        Check(FchmodAt(directory, Nul(name), mode, 0), "fchmodat", name);

    /// <summary>Writes a file of a size: small ones have content, large ones are sparse.</summary>
    internal static void MakeFileAt(int directory, ReadOnlySpan<byte> name, long size)
    {
        int file = Check(OpenAt(directory, Nul(name), O_WRONLY | O_CREAT | O_CLOEXEC, OwnerMayWrite), "openat", name);
        try
        {
            byte[] content = new byte[size <= 65_536 ? size : 0];
            content.AsSpan().Fill((byte)'x');
            if (content.Length > 0)
            {
                Check((int)Write(file, in content[0], content.Length), "write", name);
            }

            Check(Ftruncate(file, size), "ftruncate", name);
        }
        finally
        {
            Close(file);
        }
    }

    internal static void CloseDirectory(int directory) => Check(Close(directory), "close", default);

    /// <summary>From now on this thread, and no other, opens files as that user does. Without effect for an ordinary user.</summary>
    internal static void SetThreadUser(uint user) => _ = SetFsUid(user);

    internal static bool IsRoot => GetEUid() == 0;

    private static byte[] Nul(ReadOnlySpan<byte> text) => [.. text, 0];

    private static int Check(int result, string call, ReadOnlySpan<byte> name) => result >= 0
        ? result
        : throw new IOException($"{call} {Convert.ToHexString(name)}: errno {Marshal.GetLastPInvokeError()}");

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int directory, byte[] name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MkdirAt(int directory, byte[] name, uint mode);

    [LibraryImport("libc", EntryPoint = "mkfifoat", SetLastError = true)]
    private static partial int MkfifoAt(int directory, byte[] name, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    private static partial int SymlinkAt(byte[] target, int directory, byte[] name);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    private static partial int LinkAt(int oldDirectory, byte[] oldName, int newDirectory, byte[] newName, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int RenameAt(int oldDirectory, byte[] oldName, int newDirectory, byte[] newName);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int FchmodAt(int directory, byte[] name, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, in byte content, nint length);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Ftruncate(int file, long size);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFsUid(uint user);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEUid();
}
