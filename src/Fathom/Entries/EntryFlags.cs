namespace Fathom;

/// <summary>What the engine decided about one entry.</summary>
[Flags]
internal enum EntryFlags : byte
{
    None = 0,

    /// <summary>The walk goes into this directory.</summary>
    Descend = 1,

    /// <summary>The entry is a symbolic link; its attributes are those of the node it leads to.</summary>
    Followed = 2,
}
