using System.Runtime.InteropServices;

namespace Fathom.Fuse;

/// <summary><c>struct fuse_in_header</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InHeader
{
    internal uint Length;
    internal Opcode Opcode;
    internal ulong Unique;
    internal ulong NodeId;
    internal uint Uid;
    internal uint Gid;
    internal uint Pid;
    internal ushort ExtensionLength;
    internal ushort Padding;
}

/// <summary><c>struct fuse_out_header</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OutHeader
{
    internal uint Length;
    internal int Error;
    internal ulong Unique;
}

/// <summary><c>struct fuse_init_in</c>, as far as every kernel since 7.6 sends it; <c>flags2</c> follows from 7.36 on.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InitIn
{
    internal uint Major;
    internal uint Minor;
    internal uint MaxReadahead;
    internal uint Flags;
}

/// <summary><c>struct fuse_init_out</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct InitOut
{
    internal uint Major;
    internal uint Minor;
    internal uint MaxReadahead;
    internal uint Flags;
    internal ushort MaxBackground;
    internal ushort CongestionThreshold;
    internal uint MaxWrite;
    internal uint TimeGranularity;
    internal ushort MaxPages;
    internal ushort MapAlignment;
    internal uint Flags2;
}
