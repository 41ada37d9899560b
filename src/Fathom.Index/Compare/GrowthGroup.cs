namespace Fathom.Index;

/// <summary>What growth is summed by, other than directories.</summary>
public enum GrowthGroup
{
    /// <summary>The numeric owner.</summary>
    Owner,

    /// <summary>The extension of files, in lower case.</summary>
    Extension,
}
