namespace Fathom.Transfer;

/// <summary>What a journal is about: which transfer, and when what it says counts.</summary>
public sealed record JournalHeader
{
    /// <summary>Bytes of <see cref="Key"/>.</summary>
    public const int KeySize = 32;

    /// <summary>Stands for source, target and options: 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The boot of the machine that it was written in, as /proc/sys/kernel/random/boot_id has it; at most 64 bytes of ASCII.</summary>
    public required string Boot { get; init; }

    /// <summary>What it calls done is on stable storage, and counts after another boot too.</summary>
    public bool IsDurable { get; init; }

    /// <summary>The root of the source; default if it has no number.</summary>
    public NodeId Source { get; init; }

    /// <summary>The root of the target, likewise.</summary>
    public NodeId Target { get; init; }
}
