namespace Fathom.Transfer;

/// <summary>One file to copy.</summary>
internal readonly struct CopyRequest
{
    /// <summary>The file itself, held by the caller; null for the entry of <see cref="SourceDirectory"/>.</summary>
    internal IContentNode? Source { get; init; }

    /// <summary>Directory that has it; null if <see cref="Source"/> is given.</summary>
    internal IContentNode? SourceDirectory { get; init; }

    /// <summary>Its name there.</summary>
    internal ReadOnlyMemory<byte> SourceName { get; init; }

    /// <summary>Opens it there without its name, as its listing gave it; empty where there is none.</summary>
    internal ReadOnlyMemory<byte> SourceHandle { get; init; }

    /// <summary>Attributes of the file as it was listed: what is opened must be that node.</summary>
    internal required NodeAttributes Expected { get; init; }

    /// <summary>Where the copy goes, held by the caller.</summary>
    internal required IWritableNode Directory { get; init; }

    /// <summary>Name of the copy.</summary>
    internal required ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>The same as a path below the root of the target; it ends in <see cref="Name"/>. For backups and delayed updates.</summary>
    internal required ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>What has the name by now and is replaced; no directory. Null for nothing.</summary>
    internal NodeAttributes? Target { get; init; }

    /// <summary>Device of the target's directory; 0 if it is not known. With it a way that cannot work between two devices is tried once and not for each file.</summary>
    internal ulong TargetDevice { get; init; }

    /// <summary>What the copy gets (<see cref="AttributeRules.Wanted"/>).</summary>
    internal required WantedAttributes Wanted { get; init; }

    /// <summary>Breaks the copy off, with <see cref="Errno.EINTR"/>.</summary>
    internal CancellationToken Cancellation { get; init; }
}
