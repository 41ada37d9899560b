namespace Fathom.Index;

/// <summary>The extension of a file's name: what follows the last dot, if that is not the first byte.</summary>
internal static class EntryExtension
{
    /// <summary>Longer ones are parts of a name, not kinds of files.</summary>
    internal const int MaxLength = 16;

    /// <summary>The extension without its dot; empty if there is none.</summary>
    internal static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> name)
    {
        int dot = name.LastIndexOf((byte)'.');
        int length = name.Length - dot - 1;
        return dot > 0 && length is > 0 and <= MaxLength && System.Text.Ascii.IsValid(name[(dot + 1)..]) ? name[(dot + 1)..] : default;
    }
}
