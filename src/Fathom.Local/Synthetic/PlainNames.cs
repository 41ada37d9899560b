using System.Buffers.Text;

namespace Fathom.Local;

/// <summary>Names as projects have them: a word, a number that makes the name unique in its directory, an extension.</summary>
internal static class PlainNames
{
    internal const int Capacity = 64;

    private static readonly byte[][] s_stems =
    [
        [.. "index"u8], [.. "main"u8], [.. "util"u8], [.. "config"u8], [.. "test_case_"u8], [.. "module"u8],
        [.. "IMG_"u8], [.. "report-"u8], [.. "lib"u8], [.. "service.impl"u8], [.. "data_chunk_"u8], [.. "README"u8],
        [.. "notes"u8], [.. "a"u8], [.. "__init__"u8], [.. "Makefile."u8],
    ];

    private static readonly byte[][] s_extensions =
    [
        [.. ".js"u8], [.. ".c"u8], [.. ".h"u8], [.. ".py"u8], [.. ".json"u8], [.. ".md"u8], [.. ".png"u8], [.. ".jpg"u8],
        [.. ".txt"u8], [.. ".o"u8], [.. ".cs"u8], [.. ".d.ts"u8], [.. ".map"u8], [.. ".html"u8], [.. ""u8], [.. ".tar.gz"u8],
    ];

    private static readonly byte[][] s_directories =
    [
        [.. "src"u8], [.. "lib"u8], [.. "node_modules"u8], [.. "docs"u8], [.. "test"u8], [.. "build"u8], [.. "include"u8],
        [.. "photos-"u8], [.. "project_"u8], [.. "v"u8], [.. ".cache"u8], [.. "packages."u8],
    ];

    /// <summary>Name of a file; returns it with its zero byte.</summary>
    internal static ReadOnlySpan<byte> File(Span<byte> buffer, ref SplitMix64 random, long number)
    {
        ulong draw = random.Next();
        if (draw % 10 == 0)
        {
            // As object stores and caches name files; no stem ends in '-' and a hexadecimal number.
            Utf8Formatter.TryFormat(draw, buffer, out int digits, new('x', 16));
            buffer[digits] = (byte)'-';
            return Finish(buffer, digits + 1, number, []);
        }

        byte[] stem = s_stems[(draw >> 8) % (uint)s_stems.Length];
        stem.CopyTo(buffer);
        return Finish(buffer, stem.Length, number, s_extensions[(draw >> 16) % (uint)s_extensions.Length]);
    }

    /// <summary>Name of a directory; returns it with its zero byte.</summary>
    internal static ReadOnlySpan<byte> Directory(Span<byte> buffer, ref SplitMix64 random, long number)
    {
        byte[] stem = s_directories[random.Below(s_directories.Length)];
        stem.CopyTo(buffer);
        return Finish(buffer, stem.Length, number, []);
    }

    /// <summary>A letter and a number; returns the name with its zero byte.</summary>
    internal static ReadOnlySpan<byte> Numbered(Span<byte> buffer, byte letter, long number)
    {
        buffer[0] = letter;
        return Finish(buffer, 1, number, []);
    }

    private static ReadOnlySpan<byte> Finish(Span<byte> buffer, int length, long number, ReadOnlySpan<byte> extension)
    {
        Utf8Formatter.TryFormat(number, buffer[length..], out int digits);
        length += digits;
        extension.CopyTo(buffer[length..]);
        length += extension.Length;
        buffer[length] = 0;
        return buffer[..(length + 1)];
    }
}
