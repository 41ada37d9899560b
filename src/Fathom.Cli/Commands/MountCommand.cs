using System.CommandLine;
using Fathom.Fuse;

namespace Fathom.Cli;

/// <summary><c>fathom mount</c>: a tree as part of the file system.</summary>
internal sealed class MountCommand
{
    private const int MaxSeconds = 365 * 24 * 60 * 60;
    private const int MaxCacheBytes = 1 << 30;

    private readonly Argument<string> _root = new("ROOT") { Description = RootCatalog.SyntaxWithIndex };
    private readonly Argument<string> _directory = new("DIR") { Description = "where it is mounted: an empty directory" };
    private readonly Option<bool> _readOnly = new("--ro") { Description = "refuse every change" };
    private readonly Option<bool> _allowOther = new("--allow-other") { Description = "let other users in; modes and owners are checked" };
    private readonly Option<bool> _foreground = new("--foreground", "-f") { Description = "stay in the foreground until the mount ends" };
    private readonly Option<bool> _shared = new("--shared") { Description = "something else changes the tree too: keep nothing for longer than a second" };
    private readonly IntegerOption _threads = new("--threads", 0, 256, "-j") { Description = "threads that serve (default: the processors, at least 2)" };
    private readonly VaultOptionSet _vault = new(PasswordKind.OfRoots);
    private readonly NfsOptionSet _nfs = new(explains: false);

    private readonly SizeOption _cache = new("--cache", isSigned: false, 0, MaxCacheBytes)
    {
        Description = "bytes of decrypted content that a vault keeps for all open files together, up to 1G (default 16M)",
    };

    private readonly SecondsOption _attributeTimeout = new("--attr-timeout", TimeSpan.Zero, TimeSpan.FromSeconds(MaxSeconds))
    {
        Description = "how long the kernel keeps names and attributes (default 3600, with --shared 1)",
    };

    private readonly ExpandedOption _mountOptions = new("-o", MountOptionList.Expand)
    {
        Description = "options as mount(8) and fstab(5) have them: ro, noexec, noatime, sync and dirsync, and those above without their dashes, as in "
            + "-o allow_other,cache=64M; those that concern mount(8) alone are left out",
        HelpName = "OPTION,...",
    };

    private readonly Option<string[]> _kernel = new("--kernel-option") { Hidden = true };

    internal static Command Create() => new MountCommand().Build();

    private DocumentedCommand Build()
    {
        DocumentedCommand command = new("mount", "Mount a tree: a directory, the cleartext of a vault, an export, or what an index holds")
        {
            Options = { _readOnly, _allowOther, _foreground, _shared, _attributeTimeout, _cache, _threads, _mountOptions, _kernel },
            Arguments = { _root, _directory },
            Examples =
            {
                new("fathom mount vault:secret clear", "the cleartext of a vault, until fathom umount clear"),
                new("fathom mount --ro /srv/data /mnt/data", "a directory that cannot be changed there"),
                new("fathom mount nfs://server/export /mnt/export", "an export, without the kernel's NFS client"),
                new("fathom mount monday.fathom /mnt/monday", "what a scan found: names and attributes, and no content"),
                new("mount -t fathom vault:/srv/v /mnt/v -o password-file=/etc/v.pw", "with a link /sbin/mount.fathom to fathom; the same in fstab"),
            },
            Notes =
            {
                "The command returns when the mount is there, and a process stays in the background until it is unmounted or gets SIGTERM; then everything is written.",
                "Ordinary users need the package fuse3. As root, new files belong to who makes them.",
                "What is on a server is read only, and its names and attributes are kept for a second, as with --shared.",
                "In the mount of an index, files cannot be opened (Operation not supported). Unless others are let in, its modes and owners are shown and not "
                    + "checked. Mounting takes a private temporary file of about 120 bytes an entry.",
                "Names and attributes are kept by the kernel for as long as the tree is changed through the mount alone; give --shared where that is not so.",
            },
        };
        _vault.AddTo(command);
        _nfs.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("mounts are served on Linux only");
        }

        byte[] root = PathText.ToBytes(result.GetValue(_root)!);
        bool isReadOnly = result.GetValue(_readOnly) || RootCatalog.IsNetwork(root);
        return new MountRun(new MountRequest
        {
            Root = root,
            MountPoint = result.GetValue(_directory)!,
            IsForeground = result.GetValue(_foreground),
            Roots = new RootOptions
            {
                FollowsLinks = true,
                IsWritable = !isReadOnly,
                CacheBytes = (int?)result.GetValue(_cache),
                Nfs = _nfs.Resolve(result),
                Password = _vault.Resolve(result),
            },
            Fuse = Resolve(result, root, isReadOnly),
        }).Run();
    }

    private FuseOptions Resolve(ParseResult result, byte[] root, bool isReadOnly)
    {
        // Nobody tells when a server's tree changes.
        bool isShared = result.GetValue(_shared) || RootCatalog.IsNetwork(root);
        bool allowsOther = result.GetValue(_allowOther);
        TimeSpan kept = result.GetValue(_attributeTimeout) ?? (isShared ? TimeSpan.FromSeconds(1) : FuseOptions.Default.AttributeTimeout);
        return new FuseOptions
        {
            IsReadOnly = isReadOnly,
            AllowOther = allowsOther,

            // Who can read an index can read all of it, whatever the directories in it once allowed.
            ChecksPermissions = allowsOther || IndexOperand.Read(root) is null,
            MountFlags = FlagsOf(result.GetValue(_kernel) ?? []),
            IsExclusive = !isShared,
            WritebackCache = !isShared,
            AttributeTimeout = kept,
            EntryTimeout = kept,
            NegativeTimeout = isShared ? TimeSpan.Zero : kept,
            Threads = (int)(result.GetValue(_threads) ?? 0),
            Source = SourceOf(root),
        };
    }

    private static FuseMountFlags FlagsOf(string[] names)
    {
        FuseMountFlags flags = FuseMountFlags.None;
        foreach (string name in names)
        {
            flags = name switch
            {
                "noexec" => flags | FuseMountFlags.NoExecution,
                "exec" => flags & ~FuseMountFlags.NoExecution,
                "noatime" => flags | FuseMountFlags.NoAccessTimes,
                "atime" => flags & ~FuseMountFlags.NoAccessTimes,
                "nodiratime" => flags | FuseMountFlags.NoDirectoryAccessTimes,
                "diratime" => flags & ~FuseMountFlags.NoDirectoryAccessTimes,
                "sync" => flags | FuseMountFlags.Synchronous,
                "async" => flags & ~(FuseMountFlags.Synchronous | FuseMountFlags.SynchronousDirectories),
                "dirsync" => flags | FuseMountFlags.SynchronousDirectories,
                _ => throw new UsageException($"unknown mount option {NameEscaper.Quote(name)}"),
            };
        }

        return flags;
    }

    // Mount options are separated by commas, and fusermount3 takes text.
    private static string SourceOf(byte[] root) => RootCatalog.FullNameOf(root).Replace(',', '_');
}
