namespace Fathom.Vault;

/// <summary>What a stored name is by its suffix.</summary>
internal enum NameKind
{
    /// <summary>Nothing of the vault's.</summary>
    Foreign,

    /// <summary><c>.c9r</c>: the encrypted name itself.</summary>
    Regular,

    /// <summary><c>.c9s</c>: the hash of an encrypted name that is too long, which stands in <c>name.c9s</c> inside.</summary>
    Shortened,
}
