using System.Runtime.InteropServices;
using System.Text;

namespace Fathom.Tests.Interop;

/// <summary>Asks whether a file system can open files by handle, which a user-space NFS server is built on.</summary>
internal static partial class FileHandles
{
    private const int AT_FDCWD = -100;
    private const int O_PATH = 0x200000;
    private const int MaxHandleSize = 128;

    /// <summary>Whether this process may open by its handle what is in a folder: not on every overlay, and not without CAP_DAC_READ_SEARCH.</summary>
    internal static bool Work(string folder)
    {
        // struct file_handle: handle_bytes, handle_type, f_handle.
        byte[] handle = new byte[8 + MaxHandleSize];
        BitConverter.TryWriteBytes(handle, (uint)MaxHandleSize);
        byte[] path = Encoding.UTF8.GetBytes(folder + "\0");
        if (NameToHandleAt(AT_FDCWD, path, handle, out _, 0) != 0)
        {
            return false;
        }

        int directory = RawFiles.OpenDirectory(Encoding.UTF8.GetBytes(folder));
        int opened = OpenByHandleAt(directory, handle, O_PATH);
        RawFiles.CloseDirectory(directory);
        if (opened >= 0)
        {
            RawFiles.CloseDirectory(opened);
        }

        return opened >= 0;
    }

    [LibraryImport("libc", EntryPoint = "name_to_handle_at", SetLastError = true)]
    private static partial int NameToHandleAt(int directory, byte[] path, byte[] handle, out int mountId, int flags);

    [LibraryImport("libc", EntryPoint = "open_by_handle_at", SetLastError = true)]
    private static partial int OpenByHandleAt(int mount, byte[] handle, int flags);
}
