using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>Lines as <c>ls -l</c> prints them, with times as <c>--time-style=long-iso</c> has them.</summary>
/// <param name="isHuman">Sizes in powers of 1024.</param>
/// <param name="isEscaped">For terminals.</param>
internal sealed class LongLine(bool isHuman, bool isEscaped)
{
    private readonly OwnerNames _owners = new();

    /// <summary>Writes rows in columns that fit them all.</summary>
    internal void Write(IReadOnlyList<DirectoryRow> rows, StandardOutput output)
    {
        string[][] cells = [.. rows.Select(CellsOf)];
        int[] widths = new int[5];
        foreach (string[] row in cells)
        {
            for (int i = 0; i < widths.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        for (int i = 0; i < rows.Count; i++)
        {
            string[] row = cells[i];
            output.Write($"{row[0]} {row[1].PadLeft(widths[1])} {row[2].PadRight(widths[2])} {row[3].PadRight(widths[3])} {row[4].PadLeft(widths[4])} {row[5]} ");
            WriteName(rows[i], output);
        }
    }

    /// <summary>Writes a name and what a link leads to.</summary>
    internal void WriteName(DirectoryRow row, StandardOutput output)
    {
        Write(row.Name, output);
        if (row.Kind == EntryKind.Symlink && row.Target.Length > 0)
        {
            output.Write(" -> "u8);
            Write(row.Target, output);
        }

        output.Write((byte)'\n');
    }

    /// <summary>Writes a name, quoted on a terminal where it has to be.</summary>
    internal void Write(ReadOnlySpan<byte> name, StandardOutput output)
    {
        if (isEscaped)
        {
            NameEscaper.Write(output, name);
        }
        else
        {
            output.Write(name);
        }
    }

    private string[] CellsOf(DirectoryRow row)
    {
        if (row.Error != Errno.None)
        {
            return [KindLetter(row.Kind) + "?????????", "?", "?", "?", "?", "               ?"];
        }

        NodeAttributes attributes = row.Attributes;
        return
        [
            KindLetter(row.Kind) + Permissions(attributes.Mode),
            attributes.Links.ToString(CultureInfo.InvariantCulture),
            Encoding.UTF8.GetString(_owners.User(attributes.Uid)),
            Encoding.UTF8.GetString(_owners.Group(attributes.Gid)),
            isHuman ? SizeFormat.Human.ToText((ulong)attributes.Size) : attributes.Size.ToString(CultureInfo.InvariantCulture),
            Time(attributes.Mtime),
        ];
    }

    private static string KindLetter(EntryKind kind) => kind == EntryKind.File ? "-" : kind == EntryKind.Unknown ? "?" : Encoding.ASCII.GetString(kind.ToLetter());

    private static string Permissions(uint mode)
    {
        Span<char> text = stackalloc char[9];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (mode & (0x100u >> i)) != 0 ? "rwx"[i % 3] : '-';
        }

        SetSpecial(text, 2, (mode & 0x800) != 0, 's');
        SetSpecial(text, 5, (mode & 0x400) != 0, 's');
        SetSpecial(text, 8, (mode & 0x200) != 0, 't');
        return new string(text);
    }

    private static void SetSpecial(Span<char> text, int at, bool isSet, char letter)
    {
        if (isSet)
        {
            text[at] = text[at] == 'x' ? letter : char.ToUpperInvariant(letter);
        }
    }

    private static string Time(long nanoseconds)
    {
        // Every long is within what DateTime holds: 1677 to 2262.
        DateTime time = DateTime.UnixEpoch.AddTicks(nanoseconds / 100).ToLocalTime();
        return time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
