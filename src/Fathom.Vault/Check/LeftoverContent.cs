namespace Fathom.Vault;

/// <summary>What a file has that was left behind.</summary>
internal enum LeftoverContent
{
    /// <summary>It cannot be told.</summary>
    Unclear,

    /// <summary>Nothing, or what another name has too.</summary>
    Nothing,

    /// <summary>Content that may be nowhere else.</summary>
    Data,
}
