namespace Fathom.Transfer;

/// <summary>What a transfer takes from the source and what it leaves in the target: rsync's options of the same names, with their meaning.</summary>
public sealed record TransferOptions
{
    /// <summary>Nothing preserved, no recursion, nothing removed: rsync without options.</summary>
    public static TransferOptions Default { get; } = new();

    /// <summary>What <c>-a</c> means: <c>-rlptgoD</c>.</summary>
    public static TransferOptions Archive { get; } = new()
    {
        Recurse = true,
        Links = true,
        Permissions = true,
        Times = true,
        Group = true,
        Owner = true,
        Devices = true,
        Specials = true,
    };

    /// <summary>Goes into directories (<c>-r</c>).</summary>
    public bool Recurse { get; init; }

    /// <summary>Takes directories without their content where it does not recurse (<c>-d</c>).</summary>
    public bool Directories { get; init; }

    /// <summary>Symbolic links stay links (<c>-l</c>); without it they are skipped.</summary>
    public bool Links { get; init; }

    /// <summary>Symbolic links become what they lead to (<c>-L</c>).</summary>
    public bool CopyLinks { get; init; }

    /// <summary>Symbolic links that lead out of the source become what they lead to (<c>--copy-unsafe-links</c>).</summary>
    public bool CopyUnsafeLinks { get; init; }

    /// <summary>Symbolic links that lead out of the source are left out (<c>--safe-links</c>).</summary>
    public bool SafeLinks { get; init; }

    /// <summary>A symbolic link to a directory in the source becomes that directory (<c>-k</c>).</summary>
    public bool CopyDirectoryLinks { get; init; }

    /// <summary>A symbolic link to a directory in the target is taken for that directory (<c>-K</c>).</summary>
    public bool KeepDirectoryLinks { get; init; }

    /// <summary>Nodes with several names in the source are one node in the target (<c>-H</c>).</summary>
    public bool HardLinks { get; init; }

    /// <summary>Permission bits (<c>-p</c>).</summary>
    public bool Permissions { get; init; }

    /// <summary>Only whether a file may be executed (<c>-E</c>); without <see cref="Permissions"/>.</summary>
    public bool Executability { get; init; }

    /// <summary>Changes to permissions on the way (<c>--chmod</c>), in rsync's syntax; empty for none.</summary>
    public string Chmod { get; init; } = "";

    /// <summary>ACLs (<c>-A</c>); implies <see cref="Permissions"/>.</summary>
    public bool Acls { get; init; }

    /// <summary>Extended attributes (<c>-X</c>).</summary>
    public bool Xattrs { get; init; }

    /// <summary>Modification times (<c>-t</c>).</summary>
    public bool Times { get; init; }

    /// <summary>Not those of directories (<c>-O</c>).</summary>
    public bool OmitDirectoryTimes { get; init; }

    /// <summary>Not those of symbolic links (<c>-J</c>).</summary>
    public bool OmitLinkTimes { get; init; }

    /// <summary>Owner (<c>-o</c>); heeded where this process may give files away.</summary>
    public bool Owner { get; init; }

    /// <summary>Group (<c>-g</c>); heeded for groups that this process may give.</summary>
    public bool Group { get; init; }

    /// <summary>Device nodes (<c>--devices</c>); heeded where this process may make them.</summary>
    public bool Devices { get; init; }

    /// <summary>Named pipes and sockets (<c>--specials</c>).</summary>
    public bool Specials { get; init; }

    /// <summary>Owners and groups are numbers, never names (<c>--numeric-ids</c>). Between trees of one machine it makes no difference.</summary>
    public bool NumericIds { get; init; }

    /// <summary>Compares content, by checksum, and not times (<c>-c</c>).</summary>
    public bool Checksum { get; init; }

    /// <summary>Files whose size is the same are the same (<c>--size-only</c>).</summary>
    public bool SizeOnly { get; init; }

    /// <summary>Copies also what has the same size and time (<c>-I</c>).</summary>
    public bool IgnoreTimes { get; init; }

    /// <summary>Seconds by which times may differ and still be the same (<c>--modify-window</c>, <c>-@</c>); -1 compares nanoseconds. At least -1.</summary>
    public int ModifyWindow { get; init => field = value >= -1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "-1 or more"); }

    /// <summary>Leaves files that are newer in the target (<c>-u</c>).</summary>
    public bool Update { get; init; }

    /// <summary>Makes nothing that is not there (<c>--existing</c>).</summary>
    public bool Existing { get; init; }

    /// <summary>Changes nothing that is there (<c>--ignore-existing</c>).</summary>
    public bool IgnoreExisting { get; init; }

    /// <summary>Stays on the file system of the source (<c>-x</c>): 1 leaves directories at mount points empty, 2 (<c>-xx</c>) leaves them out. 0 to 2.</summary>
    public int OneFileSystem { get; init => field = value is >= 0 and <= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "0 to 2"); }

    /// <summary>Files below this are left out (<c>--min-size</c>), bytes; null for no limit.</summary>
    public long? MinSize { get; init; }

    /// <summary>Files above this are left out (<c>--max-size</c>), bytes; null for no limit.</summary>
    public long? MaxSize { get; init; }

    /// <summary>What the source does not have is removed from the target, and when (<c>--delete</c>).</summary>
    public DeleteTime Delete { get; init; }

    /// <summary>Also what filters leave out (<c>--delete-excluded</c>).</summary>
    public bool DeleteExcluded { get; init; }

    /// <summary>At most so many names are removed (<c>--max-delete</c>); null for no limit. Not negative.</summary>
    public long? MaxDelete { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "not negative"); }

    /// <summary>Removes also after an error of reading the source (<c>--ignore-errors</c>).</summary>
    public bool IgnoreErrors { get; init; }

    /// <summary>A directory that is not empty makes room for what is none (<c>--force</c>).</summary>
    public bool Force { get; init; }

    /// <summary>Removes files from the source once they are in the target (<c>--remove-source-files</c>).</summary>
    public bool RemoveSourceFiles { get; init; }

    /// <summary>Files that would be replaced or removed are kept (<c>-b</c>).</summary>
    public bool Backup { get; init; }

    /// <summary>Where they are kept (<c>--backup-dir</c>): a path below the root of <see cref="TransferRequest.Backups"/> or of the target, raw bytes; empty
    /// for that root; null for beside each file.</summary>
    public byte[]? BackupDirectory { get; init; }

    /// <summary>What their names end in (<c>--suffix</c>), raw bytes without '/'; null for "~", or nothing with a directory.</summary>
    public byte[]? BackupSuffix { get; init; }

    /// <summary>What is done with files of basis directories.</summary>
    public BasisKind Basis { get; init; }

    /// <summary>Keeps what came of a file when its copy is broken off (<c>--partial</c>).</summary>
    public bool Partial { get; init; }

    /// <summary>Keeps it in a directory of this name (<c>--partial-dir</c>), raw bytes; null for the file's own name.</summary>
    public byte[]? PartialDirectory { get; init; }

    /// <summary>Writes into the file that is there, with no copy beside it (<c>--inplace</c>).</summary>
    public bool InPlace { get; init; }

    /// <summary>Gives all copies their names at the end (<c>--delay-updates</c>).</summary>
    public bool DelayUpdates { get; init; }

    /// <summary>Runs of zeros become holes (<c>-S</c>).</summary>
    public bool Sparse { get; init; }

    /// <summary>Takes the room of each file before writing it (<c>--preallocate</c>).</summary>
    public bool Preallocate { get; init; }

    /// <summary>Waits until each file is on stable storage before it gets its name (<c>--fsync</c>).</summary>
    public bool Sync { get; init; }

    /// <summary>Reads each copy again and compares it with the source.</summary>
    public bool Verify { get; init; }

    /// <summary>Bytes a second that are copied at most (<c>--bwlimit</c>); 0 for no limit. Not negative.</summary>
    public long BytesPerSecond { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "not negative"); }

    /// <summary>A transfer is done with one directory after the other, so that a <see cref="TransferPosition"/> says what is done. Not so where names of one
    /// file may be anywhere (<see cref="HardLinks"/>), and where the end of the transfer has something left to do in every directory
    /// (<see cref="DelayUpdates"/>, <see cref="DeleteTime.Delay"/>).</summary>
    public bool HasPositions => !HardLinks && !DelayUpdates && Delete != DeleteTime.Delay;
}
