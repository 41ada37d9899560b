namespace Fathom.Vault;

/// <summary>What a stored node of a vault is for.</summary>
public enum VaultStoredKind
{
    /// <summary>Contents of files: headers, and the nonces and tags of chunks, come on top of the cleartext.</summary>
    Contents,

    /// <summary>Targets of symbolic links: <c>symlink.c9r</c>.</summary>
    Links,

    /// <summary>Content directories: one for each directory of the cleartext.</summary>
    Directories,

    /// <summary>Folders that only the ciphertext has: the vault's own, the branches of <c>d</c>, nodes of directories, links and long names.</summary>
    Folders,

    /// <summary>Ids of directories where their names are: <c>dir.c9r</c>.</summary>
    DirectoryIds,

    /// <summary>Ids of directories in their contents: <c>dirid.c9r</c>.</summary>
    OwnIds,

    /// <summary>Whole names of those that are shortened: <c>name.c9s</c>.</summary>
    LongNames,

    /// <summary>The configuration, and the file that has the keys.</summary>
    Keys,

    /// <summary>Backups of these two.</summary>
    Backups,

    /// <summary>No part of a vault, or left by an operation that was interrupted.</summary>
    Others,
}
