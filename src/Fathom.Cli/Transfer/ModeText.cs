using System.Buffers;

namespace Fathom.Cli;

/// <summary>Permission bits as <c>ls -l</c> prints them, without the type: <c>rwxr-xr-t</c>.</summary>
internal static class ModeText
{
    private const int Length = 9;

    /// <summary>Appends nine letters.</summary>
    internal static void Write(IBufferWriter<byte> output, uint mode)
    {
        Span<byte> letters = output.GetSpan(Length)[..Length];
        for (int i = 0; i < Length; i++)
        {
            letters[i] = (mode & (0x100u >> i)) != 0 ? "rwx"u8[i % 3] : (byte)'-';
        }

        Mark(letters, 2, mode & 0x800, 's');
        Mark(letters, 5, mode & 0x400, 's');
        Mark(letters, 8, mode & 0x200, 't');
        output.Advance(Length);
    }

    private static void Mark(Span<byte> letters, int at, uint bit, char letter)
    {
        if (bit != 0)
        {
            letters[at] = (byte)(letters[at] == 'x' ? letter : char.ToUpperInvariant(letter));
        }
    }
}
