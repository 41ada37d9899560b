namespace Fathom.Transfer;

/// <summary>One item of <c>--chmod</c>.</summary>
internal readonly record struct ChmodClause
{
    // What one class has, for all three.
    private const uint AllClasses = 0x49;

    /// <summary>Not for files ('D').</summary>
    internal bool OnlyDirectories { get; init; }

    /// <summary>Not for directories ('F').</summary>
    internal bool OnlyFiles { get; init; }

    /// <summary>One of <c>+-=</c>; 0 for a whole mode.</summary>
    internal byte Operator { get; init; }

    /// <summary>The whole mode of an octal item.</summary>
    internal uint Octal { get; init; }

    /// <summary>Bits of the classes that it is about.</summary>
    internal uint Who { get; init; }

    /// <summary>Of those, the ones that are set or taken; without classes what the umask leaves.</summary>
    internal uint Reach { get; init; }

    /// <summary><c>rwx</c> as 0 to 7.</summary>
    internal uint Permissions { get; init; }

    /// <summary>'X': x where it is a directory, or somebody may execute it.</summary>
    internal bool IsExecuteWhereSensible { get; init; }

    /// <summary>Place of the class whose permissions are copied, bits from the right; null for none.</summary>
    internal int? CopiedFrom { get; init; }

    /// <summary>Set-id and sticky bits.</summary>
    internal uint Special { get; init; }

    /// <summary>The mode after this item.</summary>
    /// <param name="mode">Before it, with type.</param>
    /// <param name="mayExecute">It was a directory, or somebody could execute it, before the first item.</param>
    internal uint Apply(uint mode, bool mayExecute)
    {
        if (Operator == 0)
        {
            return (mode & ~ModeBits.All) | Octal;
        }

        // X beside x is X.
        uint own = IsExecuteWhereSensible ? (Permissions & ~1u) | (mayExecute ? 1u : 0) : Permissions;
        uint permissions = CopiedFrom is { } place ? (mode >> place) & 7 : own;
        uint bits = (permissions * AllClasses & Reach) | Special;
        return Operator switch
        {
            (byte)'+' => mode | bits,
            (byte)'-' => mode & ~bits,
            _ => (mode & ~Who) | bits,
        };
    }
}
