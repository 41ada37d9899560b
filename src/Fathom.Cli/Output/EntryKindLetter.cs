namespace Fathom.Cli;

/// <summary>Kinds as find(1) writes them with <c>%y</c>.</summary>
internal static class EntryKindLetter
{
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
}
