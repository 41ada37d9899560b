namespace Fathom.Vault;

/// <summary>What a check found.</summary>
public enum VaultFindingKind
{
    /// <summary>A file or directory of the ciphertext cannot be read: permissions, or the disk.</summary>
    Unreadable,

    /// <summary>A content directory that no directory of the vault leads to.</summary>
    OrphanedContent,

    /// <summary>A content directory that no directory leads to, with nothing in it.</summary>
    EmptyOrphan,

    /// <summary>A directory whose content directory does not exist.</summary>
    MissingContent,

    /// <summary>A content directory without <c>dirid.c9r</c>: were its directory lost, nothing in it could be decrypted.</summary>
    MissingOwnId,

    /// <summary>A <c>dirid.c9r</c> that does not authenticate.</summary>
    UnreadableOwnId,

    /// <summary>A <c>dirid.c9r</c> that holds the id of another directory.</summary>
    WrongOwnId,

    /// <summary>A <c>dir.c9r</c> that is empty or too long.</summary>
    MalformedDirectoryId,

    /// <summary>A second directory with the id of another one: both would show the same content.</summary>
    DuplicateDirectoryId,

    /// <summary>A directory with the id of one that it lies in.</summary>
    DirectoryLoop,

    /// <summary>A stored name that does not authenticate in its directory.</summary>
    UnreadableName,

    /// <summary>A shortened name without <c>name.c9s</c>.</summary>
    MissingLongName,

    /// <summary>A <c>name.c9s</c> that does not authenticate.</summary>
    UnreadableLongName,

    /// <summary>A shortened name that is not the hash of its <c>name.c9s</c>.</summary>
    LongNameMismatch,

    /// <summary>A file that a program for synchronisation renamed because two machines had changed it.</summary>
    ConflictFile,

    /// <summary>A name that stands for neither file, directory nor link.</summary>
    EmptyNode,

    /// <summary>A name that stands for several things at once.</summary>
    AmbiguousNode,

    /// <summary>A file of a size that no encrypted file has: it was cut.</summary>
    WrongFileSize,

    /// <summary>A file whose header does not authenticate: nothing of it can be decrypted.</summary>
    UnreadableHeader,

    /// <summary>A file of which some chunks do not authenticate.</summary>
    UnreadableChunks,

    /// <summary>A link whose target does not authenticate.</summary>
    UnreadableTarget,

    /// <summary>An empty last chunk, which some programs write and Cryptomator does not.</summary>
    EmptyLastChunk,

    /// <summary>What an operation that was interrupted left behind.</summary>
    Leftover,

    /// <summary>Something that is no part of a vault.</summary>
    ForeignFile,

    /// <summary>A file with keys or configuration that has no backup with the same content.</summary>
    MissingBackup,

    /// <summary>A backup with other content than the file has now: of an earlier password, perhaps, which opens the vault as long as the backup is there.</summary>
    OtherBackup,

    /// <summary>A backup that is not what its name says.</summary>
    DamagedBackup,
}
