namespace Fathom.Index;

/// <summary>Columns of <c>entries/part-*.parquet</c>, in their order.</summary>
internal enum EntryColumn
{
    DirId,
    Name,
    NameRaw,
    Type,
    Size,
    Allocated,
    Inode,
    Device,
    Nlink,
    Uid,
    Gid,
    Mode,
    Mtime,
    Ctime,
    Atime,
    Extension,
    Target,
    TargetRaw,
    SubdirId,
    LinkOrder,
}
