using System.Runtime.InteropServices;

namespace Fathom.Cli;

internal static partial class Interop
{
    // asm-generic/ioctls.h; Darwin's sys/ttycom.h.
    private static nuint TIOCGWINSZ => OperatingSystem.IsMacOS() ? 0x40087468u : 0x5413u;

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminalNative(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static unsafe partial int Control(int descriptor, nuint request, WindowSize* size);

    /// <summary>Whether <paramref name="descriptor"/> is a terminal. Source: isatty(3).</summary>
    internal static bool IsTerminal(int descriptor) => IsTerminalNative(descriptor) == 1;

    /// <summary>Columns and rows of the terminal, 0 if it does not know. Source: ioctl_tty(2).</summary>
    internal static unsafe (int Columns, int Rows) TerminalSize(int descriptor)
    {
        WindowSize size = default;
        return Control(descriptor, TIOCGWINSZ, &size) == 0 ? (size.Columns, size.Rows) : (0, 0);
    }

    /// <summary>struct winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct WindowSize
    {
        internal ushort Rows;
        internal ushort Columns;
        internal ushort PixelWidth;
        internal ushort PixelHeight;
    }
}
