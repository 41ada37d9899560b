using System.CommandLine;
using Fathom.Fuse;

namespace Fathom.Cli;

/// <summary><c>fathom mount</c>: a tree as part of the file system.</summary>
internal sealed class MountCommand
{
    private const int MaxSeconds = 365 * 24 * 60 * 60;

    private readonly Argument<string> _root = new("ROOT") { Description = RootCatalog.Syntax };
    private readonly Argument<string> _directory = new("DIR") { Description = "where it is mounted: an empty directory" };
    private readonly Option<bool> _readOnly = new("--ro") { Description = "refuse every change" };
    private readonly Option<bool> _allowOther = new("--allow-other") { Description = "let other users in; modes and owners are checked" };
    private readonly Option<bool> _foreground = new("--foreground", "-f") { Description = "stay in the foreground until the mount ends" };
    private readonly Option<bool> _shared = new("--shared") { Description = "something else changes the tree too: keep nothing for longer than a second" };
    private readonly IntegerOption _threads = new("--threads", 0, 256, "-j") { Description = "threads that serve (default: the processors, at least 2)" };
    private readonly VaultOptionSet _vault = new(PasswordKind.OfRoots);

    private readonly SecondsOption _attributeTimeout = new("--attr-timeout", TimeSpan.Zero, TimeSpan.FromSeconds(MaxSeconds))
    {
        Description = "how long the kernel keeps names and attributes (default 3600, with --shared 1)",
    };

    private readonly Option<string[]> _mountOptions = new("-o")
    {
        Description = "options as mount(8) has them: ro, rw, allow_other; others that concern mount(8) alone are left out",
        HelpName = "OPTION,...",
    };

    internal static Command Create() => new MountCommand().Build();

    private DocumentedCommand Build()
    {
        DocumentedCommand command = new("mount", "Mount a tree: a directory, or the cleartext of a vault")
        {
            Options = { _readOnly, _allowOther, _foreground, _shared, _attributeTimeout, _threads, _mountOptions },
            Arguments = { _root, _directory },
            Examples =
            {
                new("fathom mount vault:~/secret ~/clear", "the cleartext of a vault, until fathom umount ~/clear"),
                new("fathom mount --ro /srv/data /mnt/data", "a directory that cannot be changed there"),
            },
            Notes =
            {
                "The command returns when the mount is there, and a process stays in the background until it is unmounted or gets SIGTERM; then everything is written.",
                "Ordinary users need the package fuse3. As root, new files belong to who makes them.",
                "Names and attributes are kept by the kernel for as long as the tree is changed through the mount alone; give --shared where that is not so.",
            },
        };
        _vault.AddTo(command);
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
        bool isReadOnly = result.GetValue(_readOnly);
        bool allowsOther = result.GetValue(_allowOther);
        foreach (string option in (result.GetValue(_mountOptions) ?? []).SelectMany(static list => list.Split(',')))
        {
            isReadOnly = option switch { "ro" => true, "rw" => false, _ => isReadOnly };
            allowsOther |= option == "allow_other";
        }

        isReadOnly |= RootCatalog.IsNetwork(root);
        bool isShared = result.GetValue(_shared);
        TimeSpan kept = result.GetValue(_attributeTimeout) ?? (isShared ? TimeSpan.FromSeconds(1) : FuseOptions.Default.AttributeTimeout);
        return new MountRun(new MountRequest
        {
            Root = root,
            MountPoint = result.GetValue(_directory)!,
            IsForeground = result.GetValue(_foreground),
            Roots = new RootOptions { FollowsLinks = true, IsWritable = !isReadOnly, Password = _vault.Resolve(result) },
            Fuse = new FuseOptions
            {
                IsReadOnly = isReadOnly,
                AllowOther = allowsOther,
                IsExclusive = !isShared,
                WritebackCache = !isShared,
                AttributeTimeout = kept,
                EntryTimeout = kept,
                NegativeTimeout = isShared ? TimeSpan.Zero : kept,
                Threads = (int)(result.GetValue(_threads) ?? 0),
                Source = SourceOf(root),
            },
        }).Run();
    }

    // Mount options are separated by commas, and fusermount3 takes text.
    private static string SourceOf(byte[] root) => RootCatalog.FullNameOf(root).Replace(',', '_');
}
