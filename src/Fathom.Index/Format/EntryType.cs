
namespace Fathom.Index;

/// <summary>Kinds as the index stores them: the letters of find(1)'s <c>%y</c>.</summary>
internal static class EntryType
{
    private const string Letters = "UpcUdUbUfUlUs";

    private static readonly DuckString[] s_texts = MakeTexts();

    internal static DuckString ToText(EntryKind kind) => s_texts[(int)kind < s_texts.Length ? (int)kind : 0];

    /// <summary>The kind that a letter stands for; unknown if none.</summary>
    internal static EntryKind Parse(ReadOnlySpan<byte> letter)
    {
        int kind = letter.Length == 1 ? Letters.IndexOf((char)letter[0], StringComparison.Ordinal) : 0;
        return kind > 0 ? (EntryKind)kind : EntryKind.Unknown;
    }

    private static unsafe DuckString[] MakeTexts()
    {
        DuckString[] texts = new DuckString[Letters.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            byte letter = (byte)Letters[i];
            texts[i] = DuckString.Of(&letter, 1);
        }

        return texts;
    }
}
