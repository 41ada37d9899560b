namespace Fathom.Vault;

/// <content>Renames.</content>
internal sealed partial class VaultNode
{
    /// <inheritdoc/>
    public Errno Rename(ReadOnlySpan<byte> name, IWritableNode toDirectory, ReadOnlySpan<byte> toName, RenameMode mode)
    {
        ArgumentNullException.ThrowIfNull(toDirectory);
        if (!Enum.IsDefined(mode))
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "no mode of a rename");
        }

        Errno errno = CheckChange(name);
        errno = errno == Errno.None ? CheckName(toName) : errno;
        if (errno != Errno.None)
        {
            return errno;
        }

        if (toDirectory is not VaultNode other || other._tree != _tree)
        {
            return Errno.EXDEV;
        }

        errno = other.CheckIsDirectory();
        return errno == Errno.None
            ? VaultRename.Run(
                _tree, new RenameEnd(_tree, _held!, Writable, name), new RenameEnd(_tree, other._held!, other.Writable, toName), mode)
            : errno;
    }
}
