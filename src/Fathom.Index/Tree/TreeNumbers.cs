namespace Fathom.Index;

/// <summary>Which directories have been met. Numbers are given out one after the other, so 64 of them share a word.</summary>
internal sealed class TreeNumbers
{
    private readonly Dictionary<long, ulong> _words = [];

    /// <summary>Adds a number.</summary>
    /// <returns>False if it was there.</returns>
    internal bool Add(long number)
    {
        ref ulong word = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_words, number >> 6, out _);
        ulong bit = 1UL << (int)(number & 63);
        bool isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }
}
