using System.Buffers.Text;

namespace Fathom.Local;

/// <summary>Legal names that break tools. Linux forbids only the slash, the zero byte and more than 255 bytes.</summary>
internal static class OddNames
{
    internal const int Capacity = MaxName + 1;

    private const int MaxName = 255;

    private static readonly byte[][] s_names =
    [
        [.. " leading space"u8],
        [.. "trailing space "u8],
        [.. " "u8],
        [.. "new\nline"u8],
        [.. "\n"u8],
        [.. "carriage\r\nreturn"u8],
        [.. "tab\tname"u8],
        [.. "-rf"u8],
        [.. "--help"u8],
        [.. "-"u8],
        [.. "caf\u00E9"u8],             // NFC
        [.. "cafe\u0301"u8],            // NFD of the same word
        [.. "\u00C5ngstr\u00F6m"u8],    // NFC
        [.. "A\u030Angstro\u0308m"u8],  // NFD
        [.. "\u212Bngstro\u0308m"u8],   // the compatibility sign, equal to both under NFKC
        [0xFF, 0xFE],                   // never valid in UTF-8
        [(byte)'l', (byte)'a', (byte)'t', 0xED, (byte)'n', (byte)'1', 0xE9],
        [(byte)'c', (byte)'u', (byte)'t', 0xE2, 0x82],       // a truncated sequence
        [0xED, 0xA0, 0x80],             // a lone surrogate
        [0xC0, 0xAE],                   // an overlong dot
        [0x80, (byte)'\n', (byte)'"'],
        [.. "\U0001F642"u8],
        [.. "\U0001F468\u200D\U0001F469\u200D\U0001F467 family"u8],
        [.. "\u540D\u524D.\u30C6\u30AD\u30B9\u30C8"u8],
        [.. "\u202Egnp.exe"u8],         // right-to-left override
        [.. "\uFEFFbom"u8],
        [.. "*"u8],
        [.. "?"u8],
        [.. "[a-z]"u8],
        [.. "{a,b}"u8],
        [.. "**.cs"u8],
        [.. "back\\slash"u8],
        [.. "\\"u8],
        [.. "\\n"u8],
        [.. "\\303\\251"u8],
        [.. "'single'"u8],
        [.. "\"double\""u8],
        [.. "`backtick`"u8],
        [.. "$HOME"u8],
        [.. "$(id)"u8],
        [.. "a;b&c|d"u8],
        [.. "#comment"u8],
        [.. "~"u8],
        [.. "!bang"u8],
        [.. "%s%n%2F"u8],
        [.. "a:b"u8],
        [.. "a,b\tc"u8],
        [.. "..."u8],
        [.. "..data"u8],
        [.. ".hidden"u8],
        [.. "\u0001\u001B[31mred\u001B[0m"u8],
        [.. "\u007F"u8],
        [.. "README"u8],
        [.. "readme"u8],
        [.. "con.txt"u8],
        [.. "dot."u8],
        LongName((byte)'x', 0),
        LongName(0xE9, 0),
        LongName(0xE4, 0xBD),           // 85 characters of three bytes
        LongName(0xE5, 0x90)[..254],    // the last one cut
    ];

    internal static int Count => s_names.Length;

    /// <summary>The name of this number, unique among all numbers; returns it with its zero byte.</summary>
    internal static ReadOnlySpan<byte> Get(Span<byte> buffer, long number)
    {
        byte[] name = s_names[number % s_names.Length];
        long round = number / s_names.Length;
        name.CopyTo(buffer);
        int length = name.Length;
        if (round > 0)
        {
            Span<byte> suffix = stackalloc byte[20];
            Utf8Formatter.TryFormat(round, suffix, out int digits);
            length = Math.Min(length, MaxName - 1 - digits);

            // No name of the list ends in '~' and a number; long ones differ in their first byte.
            buffer[length] = (byte)'~';
            suffix[..digits].CopyTo(buffer[(length + 1)..]);
            length += 1 + digits;
        }

        buffer[length] = 0;
        return buffer[..(length + 1)];
    }

    private static byte[] LongName(byte first, byte second)
    {
        byte[] name = new byte[MaxName];
        for (int i = 0; i < name.Length; i++)
        {
            name[i] = second == 0 || i % 3 == 0 ? first : i % 3 == 1 ? second : (byte)0xA0;
        }

        return name;
    }
}
