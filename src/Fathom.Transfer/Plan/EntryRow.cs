using System.Runtime.InteropServices;

namespace Fathom.Transfer;

/// <summary>What a plan needs of one entry, without its name.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct EntryRow
{
    internal int Page;
    internal int NameOffset;
    internal ushort NameLength;
    internal ushort TargetLength;
    internal byte HandleLength;
    internal Errno Errno;
    internal EntryKind Kind;

    /// <summary>Where the target has the name, if it is matched.</summary>
    internal int MatchIndex;

    /// <summary>The other side has the name too.</summary>
    internal bool IsMatched;

    /// <summary>Left out by a filter or an option: for the transfer it is not there.</summary>
    internal bool IsHidden;

    /// <summary>A link that stands for what it leads to.</summary>
    internal bool IsFollowed;
    internal uint Mode;
    internal uint Uid;
    internal uint Gid;
    internal uint Links;
    internal ulong Inode;
    internal ulong Device;
    internal long Mtime;
    internal long Ctime;

    /// <summary>Bytes; of a device node the device that it stands for.</summary>
    internal long SizeOrDevice;

    internal readonly bool IsDirectory => Kind == EntryKind.Directory;

    internal readonly bool IsDevice => Kind is EntryKind.CharacterDevice or EntryKind.BlockDevice;

    internal readonly long Size => IsDevice ? 0 : SizeOrDevice;

    internal readonly ulong RawDevice => IsDevice ? (ulong)SizeOrDevice : 0;

    /// <summary>The attributes of what a link leads to.</summary>
    internal void Take(in NodeAttributes attributes)
    {
        Kind = attributes.Kind;
        Mode = attributes.Mode;
        Uid = attributes.Uid;
        Gid = attributes.Gid;
        Links = attributes.Links;
        Inode = attributes.Inode;
        Device = attributes.Device;
        Mtime = attributes.Mtime;
        Ctime = attributes.Ctime;
        SizeOrDevice = IsDevice ? (long)attributes.RawDevice : attributes.Size;
        TargetLength = 0;
    }

    internal readonly NodeAttributes ToAttributes() => new()
    {
        Mode = Mode,
        Uid = Uid,
        Gid = Gid,
        Links = Links,
        Inode = Inode,
        Device = Device,
        RawDevice = RawDevice,
        Size = Size,
        Mtime = Mtime,
        Ctime = Ctime,
    };
}
