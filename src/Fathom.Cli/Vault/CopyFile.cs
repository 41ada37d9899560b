using System.Security.Cryptography;
using System.Text;

namespace Fathom.Cli;

/// <summary>Copies one file or link: under a temporary name first, which becomes its own in one step. So nobody ever sees half a file, and
/// what was there before stays until then.</summary>
internal static class CopyFile
{
    /// <summary>The bits of a mode that are copied: who copies owns the copy, and it must not run as him or his group for others.</summary>
    internal const uint CopiedMode = 0x3FF; // 01777

    private const uint PrivateMode = 0x180; // 0600
    private const uint UsualMode = 0x1B6; // 0666, of which a umask takes away.

    /// <summary>Makes a name that nobody has: <c>.fathom-XXXXXXXXXXXXXXXX.part</c>.</summary>
    internal static byte[] TemporaryName() => Encoding.ASCII.GetBytes($".fathom-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.part");

    /// <summary>Copies a file.</summary>
    /// <returns>EEXIST for one that is there and stays; EINTR where the run was told to stop.</returns>
    internal static Errno Copy(CopyItem item, IContentFile source, CopyContent content, CopyOptions options)
    {
        IWritableNode directory = item.Target.Node;
        byte[] temporary = TemporaryName();
        uint mode = item.Attributes.Mode == 0 ? UsualMode : PrivateMode;
        Errno errno = directory.CreateFile(temporary, mode, isExclusive: true, out IWritableNode? node, out IWritableFile? file);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (node)
        {
            using (file)
            {
                errno = content.Copy(source, file!);
                errno = errno == Errno.None && options.Syncs ? file!.Sync(isDataOnly: true) : errno;
            }

            errno = errno == Errno.None ? SetAttributes(node!, item.Attributes) : errno;
        }

        return Finish(directory, temporary, item.Name, errno, options);
    }

    /// <summary>Copies a link as the link that it is.</summary>
    internal static Errno CopyLink(CopyItem item, CopyOptions options)
    {
        Errno errno = item.Node.ReadTarget(out byte[] target);
        if (errno != Errno.None)
        {
            return errno;
        }

        IWritableNode directory = item.Target.Node;
        byte[] temporary = TemporaryName();
        errno = directory.MakeSymlink(temporary, target, out IWritableNode? node);
        using (node)
        {
            if (errno != Errno.None)
            {
                return errno;
            }

            errno = node!.SetAttributes(new NodeChange { Atime = item.Attributes.Atime, Mtime = item.Attributes.Mtime });
        }

        return Finish(directory, temporary, item.Name, errno, options);
    }

    // A target that knows no such mode keeps what it has: the content is what counts.
    private static Errno SetAttributes(IWritableNode node, NodeAttributes attributes)
    {
        NodeChange change = new() { Mode = attributes.Mode & CopiedMode, Atime = attributes.Atime, Mtime = attributes.Mtime };
        return attributes.Mode == 0 ? Errno.None : node.SetAttributes(in change);
    }

    private static Errno Finish(IWritableNode directory, byte[] temporary, byte[] name, Errno errno, CopyOptions options)
    {
        errno = errno == Errno.None
            ? directory.Rename(temporary, directory, name, options.Replaces ? RenameMode.Replace : RenameMode.NoReplace)
            : errno;
        if (errno != Errno.None)
        {
            directory.Unlink(temporary);
        }

        return errno;
    }
}
