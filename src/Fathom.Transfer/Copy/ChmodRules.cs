namespace Fathom.Transfer;

/// <summary>Changes to permissions on the way (<c>--chmod</c>), in rsync's syntax: chmod(1)'s with prefixes D and F, one operator an item.</summary>
internal sealed class ChmodRules
{
    private const int S_IFMT = 0xf000;

    private readonly ChmodClause[] _clauses;

    private ChmodRules(ChmodClause[] clauses) => _clauses = clauses;

    /// <summary>Nothing is changed.</summary>
    internal bool IsEmpty => _clauses.Length == 0;

    /// <summary>Reads rules.</summary>
    /// <param name="text">Items with commas between them; empty for none.</param>
    /// <param name="umask">Bits that an item without classes leaves alone.</param>
    /// <exception cref="ArgumentException">It cannot be read; the message names the item.</exception>
    internal static ChmodRules Parse(string text, uint umask)
    {
        if (text.Length == 0)
        {
            return new ChmodRules([]);
        }

        string[] items = text.Split(',');
        ChmodClause[] clauses = new ChmodClause[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            clauses[i] = ParseItem(items[i], umask) ?? throw new ArgumentException(
                $"--chmod={text}: cannot read \"{items[i]}\"; items are like u+rw, go=rX, +t, 644, with D before it for directories alone and F for all others");
        }

        return new ChmodRules(clauses);
    }

    /// <summary>The mode after all items.</summary>
    /// <param name="mode">With type.</param>
    internal uint Apply(uint mode)
    {
        bool isDirectory = (EntryKind)((mode & S_IFMT) >> 12) == EntryKind.Directory;
        bool mayExecute = isDirectory || (mode & ModeBits.Execute) != 0;
        foreach (ref readonly ChmodClause clause in _clauses.AsSpan())
        {
            bool isOut = isDirectory ? clause.OnlyFiles : clause.OnlyDirectories;
            mode = isOut ? mode : clause.Apply(mode, mayExecute);
        }

        return mode;
    }

    private static ChmodClause? ParseItem(ReadOnlySpan<char> item, uint umask)
    {
        ReadOnlySpan<char> rest = item.TrimStart("DF");
        ReadOnlySpan<char> prefix = item[..^rest.Length];
        ChmodClause clause = new() { OnlyDirectories = prefix.Contains('D'), OnlyFiles = prefix.Contains('F') };
        if (rest.IsEmpty || (clause.OnlyDirectories && clause.OnlyFiles))
        {
            return null;
        }

        if (char.IsAsciiDigit(rest[0]))
        {
            return ParseOctal(rest) is { } octal ? clause with { Octal = octal } : null;
        }

        int at = rest.IndexOfAny('+', '-', '=');
        return at >= 0 && ParseClasses(rest[..at]) is { } classes
            ? ParseBits(rest[(at + 1)..], classes, clause with
            {
                Operator = (byte)rest[at],
                Who = classes == 0 ? ModeBits.Access : classes,
                Reach = classes == 0 ? ModeBits.Access & ~umask : classes,
            })
            : null;
    }

    private static uint? ParseOctal(ReadOnlySpan<char> digits)
    {
        uint mode = 0;
        foreach (char digit in digits)
        {
            mode = (mode << 3) | (uint)(digit - '0');
            if (digit is < '0' or > '7' || mode > ModeBits.All)
            {
                return null;
            }
        }

        return mode;
    }

    private static uint? ParseClasses(ReadOnlySpan<char> letters)
    {
        uint classes = 0;
        foreach (char letter in letters)
        {
            uint bits = letter == 'a' ? ModeBits.Access : PlaceOf(letter) is { } place ? 7u << place : 0;
            if (bits == 0)
            {
                return null;
            }

            classes |= bits;
        }

        return classes;
    }

    private static ChmodClause? ParseBits(ReadOnlySpan<char> letters, uint classes, ChmodClause clause)
    {
        if (letters.Length == 1 && PlaceOf(letters[0]) is { } place)
        {
            // Of a whole class that is replaced this way, also what stands for it beyond rwx.
            return clause with { CopiedFrom = place, Who = clause.Who | SpecialOf(clause.Who) };
        }

        foreach (char letter in letters)
        {
            ChmodClause? next = letter switch
            {
                'r' => clause with { Permissions = clause.Permissions | 4 },
                'w' => clause with { Permissions = clause.Permissions | 2 },
                'x' => clause with { Permissions = clause.Permissions | 1 },
                'X' => clause with { IsExecuteWhereSensible = true },
                's' => clause with { Special = clause.Special | SetIdsOf(classes) },
                't' => clause with { Special = clause.Special | ModeBits.Sticky },
                _ => null,
            };
            if (next is not { } read)
            {
                return null;
            }

            clause = read;
        }

        return clause;
    }

    private static uint SpecialOf(uint classes) =>
        ((classes & 0x40) != 0 ? ModeBits.SetUid : 0) | ((classes & 0x8) != 0 ? ModeBits.SetGid : 0) | ((classes & 0x1) != 0 ? ModeBits.Sticky : 0);

    // Without u and g it is the owner's, as rsync has it.
    private static uint SetIdsOf(uint classes)
    {
        uint bits = ((classes & 0x40) != 0 ? ModeBits.SetUid : 0) | ((classes & 0x8) != 0 ? ModeBits.SetGid : 0);
        return bits == 0 ? ModeBits.SetUid : bits;
    }

    private static int? PlaceOf(char letter) => letter switch
    {
        'u' => 6,
        'g' => 3,
        'o' => 0,
        _ => null,
    };
}
