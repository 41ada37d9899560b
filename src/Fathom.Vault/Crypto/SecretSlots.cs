namespace Fathom.Vault;

/// <summary>Small pieces of locked memory, many to a mapping. Each open file has a key, for which a mapping of its own would cost 8 us and a
/// page of what the system lets a process lock.</summary>
/// <remarks>A free piece is zeroed. Mappings are kept for the next keys: what is open at once bounds them.</remarks>
internal static class SecretSlots
{
    /// <summary>Bytes of a piece: the longest schedule of AES has 240.</summary>
    internal const int SlotLength = 256;

    private const int MappingLength = 65536;

    private static readonly Lock s_lock = new();
    private static readonly Stack<nint> s_free = [];
    private static bool s_isLocked = true;
    private static bool s_isOutOfDumps = true;

    /// <summary>Takes a piece.</summary>
    /// <param name="isLocked">This piece, and all that were mapped before, are kept out of swap.</param>
    /// <param name="isOutOfDumps">The same, for core dumps.</param>
    internal static nint Rent(out bool isLocked, out bool isOutOfDumps)
    {
        lock (s_lock)
        {
            if (s_free.Count == 0)
            {
                Grow();
            }

            isLocked = s_isLocked;
            isOutOfDumps = s_isOutOfDumps;
            return s_free.Pop();
        }
    }

    /// <summary>Gives a zeroed piece back.</summary>
    internal static void Return(nint slot)
    {
        lock (s_lock)
        {
            s_free.Push(slot);
        }
    }

    private static void Grow()
    {
        nint mapping = SecretBytes.Map(MappingLength, out bool isLocked, out bool isOutOfDumps);
        s_isLocked &= isLocked;
        s_isOutOfDumps &= isOutOfDumps;
        for (int offset = MappingLength - SlotLength; offset >= 0; offset -= SlotLength)
        {
            s_free.Push(mapping + offset);
        }
    }
}
