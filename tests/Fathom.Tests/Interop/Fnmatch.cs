using System.Runtime.InteropServices;

namespace Fathom.Tests.Interop;

/// <summary>fnmatch(3) of the C library, in the locale C.UTF-8 or in C.</summary>
internal static partial class Fnmatch
{
    private const int LC_CTYPE_MASK = 1;

    private static readonly nint s_utf8 = NewLocale(LC_CTYPE_MASK, "C.UTF-8", 0);
    private static readonly nint s_bytes = NewLocale(LC_CTYPE_MASK, "C", 0);

    /// <summary>Without flags, so that '*' and '?' match '/' and a leading '.'.</summary>
    /// <param name="pattern">Ends with a NUL.</param>
    /// <param name="text">Ends with a NUL.</param>
    /// <param name="asBytes">A byte is a character.</param>
    internal static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, bool asBytes)
    {
        if (s_utf8 == 0)
        {
            throw new InvalidOperationException("The C library has no locale C.UTF-8.");
        }

        // The locale of this thread alone: other tests keep theirs.
        nint before = UseLocale(asBytes ? s_bytes : s_utf8);
        try
        {
            return FnMatch(in MemoryMarshal.GetReference(pattern), in MemoryMarshal.GetReference(text), 0) == 0;
        }
        finally
        {
            UseLocale(before);
        }
    }

    [LibraryImport("libc", EntryPoint = "fnmatch")]
    private static partial int FnMatch(in byte pattern, in byte text, int flags);

    [LibraryImport("libc", EntryPoint = "newlocale", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NewLocale(int mask, string name, nint from);

    [LibraryImport("libc", EntryPoint = "uselocale")]
    private static partial nint UseLocale(nint locale);
}
