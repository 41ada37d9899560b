namespace Fathom.Vault;

/// <summary>What a listing works with while it makes one batch, so that the listings of one reader can share it.</summary>
internal sealed class ListingRoom
{
    /// <summary>Entries of the content directory as they are stored.</summary>
    internal EntryBatch Stored { get; } = new();

    /// <summary>What comes after them, which for most directories is nothing.</summary>
    internal EntryBatch Ahead { get; } = new();

    /// <summary>A name on its way from one form to the other.</summary>
    internal byte[] Name { get; } = new byte[NameCodec.MaxStoredLength];

    /// <summary>What is known of stored entries whose names are not sound, by their index.</summary>
    internal Dictionary<int, Errno> Errors { get; } = [];
}
