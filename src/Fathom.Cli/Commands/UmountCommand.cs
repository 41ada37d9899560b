using System.CommandLine;
using Fathom.Fuse;

namespace Fathom.Cli;

/// <summary><c>fathom umount</c>: ends a mount.</summary>
internal static class UmountCommand
{
    internal static Command Create()
    {
        Argument<string> directory = new("DIR") { Description = "where the tree is mounted" };
        Option<bool> force = new("--force") { Description = "also if it is in use: who has a file open gets errors from then on" };
        DocumentedCommand command = new("umount", "End a mount of fathom mount, after everything was written")
        {
            Options = { force },
            Arguments = { directory },
            Examples = { new("fathom umount ~/clear", "the files of a vault cannot be read any longer") },
        };
        command.SetAction(result => Run(result.GetValue(directory)!, result.GetValue(force)));
        return command;
    }

    private static int Run(string directory, bool isForced)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("mounts are served on Linux only");
        }

        byte[] path = PathText.ToBytes(Path.GetFullPath(directory));
        path = path.Length > 1 && path[^1] == '/' ? path[..^1] : path;
        if (!FuseMounts.List().Any(mount => mount.MountPoint.Span.SequenceEqual(path)))
        {
            throw new FathomException("cannot unmount (fathom mounts lists what can be)", path, Errno.EINVAL);
        }

        Errno errno = FuseMounts.Unmount(path, isForced);
        if (errno == Errno.EBUSY)
        {
            string users = MountUsers.Describe(PathText.ToText(path));
            throw new FathomException($"cannot unmount ({(users.Length > 0 ? users + ": end it" : "end what uses it")}, or give --force)", path, errno);
        }

        return errno == Errno.None ? ExitCode.Done : throw new FathomException("cannot unmount", path, errno);
    }
}
