namespace Fathom.Vault;

/// <summary>The tables of <see cref="NfcTables"/>, ready to be asked. Made when the first name needs them.</summary>
internal sealed class NfcMappings
{
    // No mapping and no mark of Unicode 14 lies above, but variation selectors, whose class is 0.
    private const uint End = 0x30000;

    private readonly Dictionary<uint, (uint First, uint Second)> _decompositions = [];
    private readonly Dictionary<ulong, uint> _compositions = [];
    private readonly Dictionary<uint, byte> _classes = [];

    // One bit a character: it may change, or the one before may, so a text that has it must be looked at in full.
    private readonly ulong[] _mayChange = new ulong[End / 64];

    private NfcMappings()
    {
        ReadOnlySpan<uint> pairs = NfcTables.Pairs;
        for (int i = 0; i < pairs.Length; i += 3)
        {
            AddPair(pairs[i] & ~NfcTables.Excluded, pairs[i + 1], pairs[i + 2], (pairs[i] & NfcTables.Excluded) != 0);
        }

        ReadOnlySpan<uint> singles = NfcTables.Singles;
        for (int i = 0; i < singles.Length; i += 2)
        {
            _decompositions.Add(singles[i], (singles[i + 1], 0));
            Mark(singles[i]);
        }

        foreach (uint run in NfcTables.Classes)
        {
            for (uint i = 0; i <= (run >> 8 & 7); i++)
            {
                _classes.Add((run >> 11) + i, (byte)run);
                Mark((run >> 11) + i);
            }
        }

        // Vowels and tails of Hangul.
        for (uint jamo = 0x1161; jamo < 0x11C3; jamo++)
        {
            Mark(jamo);
        }
    }

    internal static NfcMappings Instance { get; } = new();

    /// <summary>A text that has this character may lack the form.</summary>
    internal bool MayChange(uint character) => character < End && (_mayChange[character / 64] >> (int)(character % 64) & 1) != 0;

    internal int ClassOf(uint character) => MayChange(character) && _classes.TryGetValue(character, out byte value) ? value : 0;

    /// <param name="second">0 where there is but one.</param>
    internal bool TryDecompose(uint character, out uint first, out uint second)
    {
        bool isFound = _decompositions.TryGetValue(character, out (uint First, uint Second) pair);
        (first, second) = pair;
        return isFound;
    }

    internal bool TryCompose(uint first, uint second, out uint composed) =>
        _compositions.TryGetValue((ulong)first << 32 | second, out composed);

    private void AddPair(uint character, uint first, uint second, bool isExcluded)
    {
        _decompositions.Add(character, (first, second));
        if (isExcluded)
        {
            Mark(character);
            return;
        }

        _compositions.Add((ulong)first << 32 | second, character);
        Mark(second);
    }

    private void Mark(uint character) => _mayChange[character / 64] |= 1UL << (int)(character % 64);
}
