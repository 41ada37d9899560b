namespace Fathom.Nfs;

/// <summary>What a <see cref="RecordBuffer"/> holds.</summary>
internal enum RecordStatus
{
    /// <summary>More bytes are needed.</summary>
    Partial,

    /// <summary>A whole record.</summary>
    Complete,

    /// <summary>A record that is longer than the limit.</summary>
    Broken,
}
