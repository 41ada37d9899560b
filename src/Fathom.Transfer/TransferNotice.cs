namespace Fathom.Transfer;

/// <summary>What a transfer leaves undone for a reason that is no error.</summary>
public enum TransferNotice
{
    /// <summary>A directory without recursion.</summary>
    SkippedDirectory,

    /// <summary>A link, pipe, socket or device that the options do not take.</summary>
    SkippedNonRegular,

    /// <summary>A symbolic link that leads out of the source, with <c>--safe-links</c>.</summary>
    SkippedUnsafeLink,

    /// <summary>A file above <c>--max-size</c>.</summary>
    OverMaxSize,

    /// <summary>A file below <c>--min-size</c>.</summary>
    UnderMinSize,

    /// <summary>A file that is newer in the target, with <c>--update</c>.</summary>
    Newer,

    /// <summary>A name that is there, with <c>--ignore-existing</c>.</summary>
    Exists,

    /// <summary>A name that is not there, with <c>--existing</c>.</summary>
    NotCreated,

    /// <summary>A directory in the way of what is none, which is not empty, without <c>--delete</c> or <c>--force</c>.</summary>
    NotEmpty,

    /// <summary>A directory that would be removed, and is a mount point.</summary>
    MountPoint,

    /// <summary>Nothing is removed any longer: something of the source could not be read.</summary>
    DeletionsStopped,

    /// <summary>Nothing is removed any longer: <c>--max-delete</c> is reached. Told once, with how many were kept.</summary>
    MaxDeleteReached,

    /// <summary>Something of the source was gone between its listing and its copy.</summary>
    Vanished,
}
