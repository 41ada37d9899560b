using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>One kept line of a rollup, before names are looked up.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RollupRow
{
    internal int Parent;
    internal int NameLength;
    internal long NameOffset;
    internal ByteArena Names;
    internal EntryKind Kind;
    internal Rollup Totals;
}
