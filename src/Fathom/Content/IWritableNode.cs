namespace Fathom;

/// <summary>A held node of a tree that can be changed.</summary>
/// <remarks>
/// <para>Names are those of <see cref="IContentNode"/>. A directory in which names are changed gives ENOTDIR if it is none, EACCES if it may
/// not be written, EROFS, ENOSPC and EDQUOT as they come, and ENOENT once it was removed itself.</para>
/// <para>The mode of a new node is its permission bits. A local tree takes away the process's umask as mkdir(2) does, and not every
/// system takes set-id bits here: <see cref="SetAttributes"/> is exact.</para>
/// <para>A call that makes a node and then cannot open it (EMFILE) leaves the name there.</para>
/// </remarks>
public interface IWritableNode : IContentNode
{
    /// <summary>Opens a name in this directory to be changed; as <see cref="IContentNode.Open(ReadOnlySpan{byte}, out IContentNode?)"/>.</summary>
    Errno OpenWritable(ReadOnlySpan<byte> name, out IWritableNode? node)
    {
        Errno errno = Open(name, out IContentNode? opened);
        node = (IWritableNode?)opened;
        return errno;
    }

    /// <summary>Makes a file and opens it for reading and writing.</summary>
    /// <param name="mode">Permission bits of a new file, whatever they then allow to others and to the caller.</param>
    /// <param name="isExclusive">A name that is there is EEXIST. Otherwise the file that is there is opened, unchanged: EISDIR
    /// for a directory, EINVAL for what is no file either.</param>
    /// <param name="node">The caller's, to be disposed; null when the result is an error.</param>
    /// <param name="file">The caller's, to be disposed; null when the result is an error.</param>
    Errno CreateFile(ReadOnlySpan<byte> name, uint mode, bool isExclusive, out IWritableNode? node, out IWritableFile? file);

    /// <summary>Makes a file and opens it, and holds no node of it: the shortest way to make many files.</summary>
    /// <param name="mode">Permission bits, as for <see cref="CreateFile"/>.</param>
    /// <param name="file">The caller's, to be disposed; it has <see cref="IWritableFile.SetAttributes"/>. Null when the result is an error.</param>
    /// <returns>EEXIST if the name is there; EOPNOTSUPP where files cannot be given attributes: <see cref="CreateFile"/> then.</returns>
    Errno CreateNew(ReadOnlySpan<byte> name, uint mode, out IWritableFile? file)
    {
        file = null;
        return Errno.EOPNOTSUPP;
    }

    /// <summary>Makes an empty directory; EEXIST if the name is there.</summary>
    /// <param name="node">The caller's, to be disposed; null when the result is an error.</param>
    Errno MakeDirectory(ReadOnlySpan<byte> name, uint mode, out IWritableNode? node);

    /// <summary>Makes a symbolic link; EEXIST if the name is there.</summary>
    /// <param name="target">Where it points: raw bytes, not empty, no NUL.</param>
    /// <param name="node">The caller's, to be disposed; null when the result is an error.</param>
    Errno MakeSymlink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, out IWritableNode? node);

    /// <summary>Makes a pipe, a socket, or a device, which needs privileges; EEXIST if the name is there.</summary>
    /// <param name="kind">One of these; EINVAL for anything else.</param>
    /// <param name="device">Number of a device, as <see cref="NodeAttributes.RawDevice"/>; 0 for the others.</param>
    /// <param name="node">The caller's, to be disposed; null when the result is an error.</param>
    Errno MakeSpecial(ReadOnlySpan<byte> name, EntryKind kind, uint mode, ulong device, out IWritableNode? node);

    /// <summary>Gives a node a further name in this directory (a hard link); EEXIST if the name is there.</summary>
    /// <param name="existing">A node of the same tree, else EXDEV; no directory, which is EPERM.</param>
    Errno Link(ReadOnlySpan<byte> name, IContentNode existing);

    /// <summary>Removes a name that is no directory; EISDIR if it is one.</summary>
    Errno Unlink(ReadOnlySpan<byte> name);

    /// <summary>Removes an empty directory; ENOTEMPTY (some servers: EEXIST) if it is not empty, ENOTDIR if it is none.</summary>
    Errno RemoveDirectory(ReadOnlySpan<byte> name);

    /// <summary>Gives what has a name in this directory another one, in one step.</summary>
    /// <param name="toDirectory">A directory of the same tree, else EXDEV; it may be this one.</param>
    /// <param name="mode">What becomes of <paramref name="toName"/>. EOPNOTSUPP or EINVAL where the tree cannot do it in one step.</param>
    /// <returns>EINVAL also for a directory that would move below itself; EISDIR, ENOTDIR and ENOTEMPTY where one cannot replace the other.</returns>
    Errno Rename(ReadOnlySpan<byte> name, IWritableNode toDirectory, ReadOnlySpan<byte> toName, RenameMode mode);

    /// <summary>Sets attributes of the node itself, also if it is a link.</summary>
    /// <param name="change">What is not null. Size, owner, mode and times in this order: after an error the first of them may be set.</param>
    /// <returns>EPERM for who may not; EOPNOTSUPP for the mode of a link; EINVAL for a time that the tree cannot hold and
    /// for the size of what is no file, EISDIR for that of a directory.</returns>
    Errno SetAttributes(in NodeChange change);

    /// <summary>Sets an extended attribute of the node itself.</summary>
    /// <param name="name">Raw bytes with the namespace, for example "user.note"; no NUL.</param>
    /// <param name="mode">What becomes of one that is there: EEXIST and ENODATA say that it does not allow it.</param>
    /// <returns>EOPNOTSUPP where there are none, or none of that namespace.</returns>
    Errno SetXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, XattrMode mode);

    /// <summary>Removes an extended attribute; ENODATA if there is none of that name.</summary>
    Errno RemoveXattr(ReadOnlySpan<byte> name);

    /// <summary>Opens this file for writing, and for reading if the caller may. Its content stays.</summary>
    /// <param name="file">The caller's, to be disposed; it may outlive the node. Null when the result is an error.</param>
    /// <returns>As <see cref="IContentNode.OpenFile(out IContentFile?)"/>.</returns>
    Errno OpenForWriting(out IWritableFile? file);

    /// <summary>Waits until this file or directory is on stable storage: content and attributes of the one, names in the other.</summary>
    /// <returns>EINVAL for anything else: what keeps a link or a pipe is its directory.</returns>
    Errno Sync();
}
