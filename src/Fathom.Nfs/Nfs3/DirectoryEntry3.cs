namespace Fathom.Nfs;

/// <summary>One entry of a page, as a span into the reply.</summary>
/// <remarks>RFC 1813, sections 3.3.16 (entry3) and 3.3.17 (entryplus3).</remarks>
internal ref struct DirectoryEntry3
{
    internal ulong FileId;
    internal ReadOnlySpan<byte> Name;
    internal ulong Cookie;
    internal bool HasAttributes;
    internal NodeAttributes Attributes;

    /// <summary>Empty where the server left it out.</summary>
    internal ReadOnlySpan<byte> Handle;

    /// <summary>"." or "..": no entry of the directory.</summary>
    internal readonly bool IsDot => Name.Length is 1 or 2 && Name[0] == '.' && Name[^1] == '.';

    /// <summary>No file can have the name, and used in a path it would lead elsewhere.</summary>
    internal readonly bool IsNowhere => Name.IsEmpty || Name.IndexOfAny((byte)'/', (byte)0) >= 0;

    internal static bool TryRead(scoped ref XdrReader reader, bool isPlus, out DirectoryEntry3 entry)
    {
        entry = default;
        return reader.TryReadUInt64(out entry.FileId)
            && reader.TryReadOpaque(Nfs3.MaxName, out entry.Name)
            && reader.TryReadUInt64(out entry.Cookie)
            && (!isPlus
                || (Fattr3.TryReadOptional(ref reader, out entry.HasAttributes, out entry.Attributes)
                    && FileHandle3.TryReadOptional(ref reader, out entry.Handle)));
    }
}
