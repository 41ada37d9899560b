namespace Fathom.Transfer;

/// <summary>A filter file that every directory may have: what <c>dir-merge</c> names. Compared by reference.</summary>
internal sealed class MergeFile
{
    /// <summary>Prepares it.</summary>
    /// <param name="path">As the rule has it. Only its last component is looked for in the directories of a transfer; the directory before it
    /// says from where on directories above the root are looked at.</param>
    internal MergeFile(ReadOnlySpan<byte> path, FilterFlags flags)
    {
        int slash = path.LastIndexOf((byte)'/');
        Name = path[(slash + 1)..].ToArray();
        FirstDirectory = slash < 0 ? null : path[..(slash + 1)].ToArray();
        Flags = flags;
    }

    /// <summary>One component.</summary>
    internal byte[] Name { get; }

    /// <summary>From where on directories above the root are looked at, with a '/' at the end; null for none.</summary>
    internal byte[]? FirstDirectory { get; }

    internal FilterFlags Flags { get; }

    /// <summary>The rules are not for the directories below.</summary>
    internal bool IsForOneDirectory => (Flags & FilterFlags.NoInherit) != 0;
}
