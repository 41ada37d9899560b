namespace Fathom.Fuse;

/// <summary>Attributes as the kernel wants them.</summary>
internal static class AttributeCodec
{
    internal const uint BlockSize = 4096;

    private const long NanosPerSecond = 1_000_000_000;
    private const int SectorSize = 512;

    /// <summary>Writes a <c>fuse_attr</c>.</summary>
    internal static void Write(in NodeAttributes attributes, ulong inode, out Attr attr)
    {
        attr = default;
        attr.Inode = inode;
        attr.Size = (ulong)attributes.Size;
        attr.Blocks = (ulong)attributes.Allocated / SectorSize;
        attr.Atime = (ulong)Split(attributes.Atime, out attr.AtimeNanos);
        attr.Mtime = (ulong)Split(attributes.Mtime, out attr.MtimeNanos);
        attr.Ctime = (ulong)Split(attributes.Ctime, out attr.CtimeNanos);
        attr.Mode = attributes.Mode;
        attr.Links = attributes.Links;
        attr.Uid = attributes.Uid;
        attr.Gid = attributes.Gid;
        attr.RawDevice = EncodeDevice(attributes.RawDevice);
        attr.BlockSize = BlockSize;
    }

    /// <summary>Writes the <c>fuse_statx</c> of a reply, which has the birth too.</summary>
    internal static void Write(in NodeAttributes attributes, ulong inode, ref StatxOut statx)
    {
        statx.Mask = (uint)(StatMask.Basic & StatMask.Statx);
        statx.BlockSize = BlockSize;
        statx.Links = attributes.Links;
        statx.Uid = attributes.Uid;
        statx.Gid = attributes.Gid;
        statx.Mode = (ushort)attributes.Mode;
        statx.Inode = inode;
        statx.Size = (ulong)attributes.Size;
        statx.Blocks = (ulong)attributes.Allocated / SectorSize;
        statx.Atime.Seconds = Split(attributes.Atime, out statx.Atime.Nanos);
        statx.Mtime.Seconds = Split(attributes.Mtime, out statx.Mtime.Nanos);
        statx.Ctime.Seconds = Split(attributes.Ctime, out statx.Ctime.Nanos);
        if (attributes.Btime != 0)
        {
            statx.Mask |= (uint)StatMask.Btime;
            statx.Btime.Seconds = Split(attributes.Btime, out statx.Btime.Nanos);
        }

        statx.RawDeviceMajor = Major(attributes.RawDevice);
        statx.RawDeviceMinor = Minor(attributes.RawDevice);
    }

    /// <summary>A time from seconds and nanoseconds.</summary>
    /// <returns>False for what does not fit into 64 bits of nanoseconds: years before 1678 and after 2262.</returns>
    internal static bool TryJoin(ulong seconds, uint nanos, out long time)
    {
        Int128 exact = ((Int128)(long)seconds * NanosPerSecond) + nanos;
        time = (long)exact;
        return exact >= long.MinValue && exact < NodeChange.Now;
    }

    /// <summary>A device number as the kernel puts it into 32 bits (new_encode_dev, linux/kdev_t.h).</summary>
    internal static uint EncodeDevice(ulong device)
    {
        uint minor = Minor(device);
        return (minor & 0xff) | (Major(device) << 8) | ((minor & ~0xffu) << 12);
    }

    /// <summary>The reverse of <see cref="EncodeDevice"/> (new_decode_dev).</summary>
    internal static ulong DecodeDevice(uint device) =>
        NodeAttributes.MakeDevice((device & 0xfff00) >> 8, (device & 0xff) | ((device >> 12) & 0xfff00));

    private static uint Major(ulong device) => (uint)((device >> 8) & 0xfff) | ((uint)(device >> 32) & 0xfffff000);

    private static uint Minor(ulong device) => (uint)(device & 0xff) | ((uint)(device >> 12) & 0xffffff00);

    private static long Split(long time, out uint nanos)
    {
        long seconds = Math.DivRem(time, NanosPerSecond, out long rest);
        if (rest < 0)
        {
            rest += NanosPerSecond;
            seconds--;
        }

        nanos = (uint)rest;
        return seconds;
    }
}
