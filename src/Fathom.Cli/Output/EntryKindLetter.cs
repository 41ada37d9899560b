namespace Fathom.Cli;

/// <summary>Kinds as find(1) writes them with <c>%y</c>.</summary>
internal static class EntryKindLetter
{
    /// <summary>The letters that stand for a kind.</summary>
    internal const string All = "fdlpscb";

    /// <summary>One letter: f, d, l, p, s, c, b, or U when the kind is not known.</summary>
    internal static ReadOnlySpan<byte> ToLetter(this EntryKind kind) => kind switch
    {
        EntryKind.File => "f"u8,
        EntryKind.Directory => "d"u8,
        EntryKind.Symlink => "l"u8,
        EntryKind.Fifo => "p"u8,
        EntryKind.Socket => "s"u8,
        EntryKind.CharacterDevice => "c"u8,
        EntryKind.BlockDevice => "b"u8,
        _ => "U"u8,
    };

    /// <summary>The kind that a letter stands for; unknown if it stands for none.</summary>
    internal static EntryKind Parse(char letter) => letter switch
    {
        'f' => EntryKind.File,
        'd' => EntryKind.Directory,
        'l' => EntryKind.Symlink,
        'p' => EntryKind.Fifo,
        's' => EntryKind.Socket,
        'c' => EntryKind.CharacterDevice,
        'b' => EntryKind.BlockDevice,
        _ => EntryKind.Unknown,
    };
}
