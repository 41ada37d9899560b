using Fathom.Nfs;

namespace Fathom.Tests.Nfs;

/// <summary>Results of every procedure as a server writes them, by the RFC and without the code that is tested.</summary>
internal static class SampleResults
{
    internal static readonly byte[] Handle = [1, 2, 3, 4, 5, 6, 7];

    /// <summary>A fattr3 whose fields are all different.</summary>
    internal static void Attributes(XdrWriter writer, uint type = 1, ulong size = 11, uint major = 8, uint minor = 1)
    {
        writer.WriteUInt32(type);
        writer.WriteUInt32(0xabc0_0000 | Convert.ToUInt32("4755", 8));
        writer.WriteUInt32(3);
        writer.WriteUInt32(1000);
        writer.WriteUInt32(1001);
        writer.WriteUInt64(size);
        writer.WriteUInt64(8192);
        writer.WriteUInt32(major);
        writer.WriteUInt32(minor);
        writer.WriteUInt64(0xfeed_0000_0000_0001);
        writer.WriteUInt64(0xffff_ffff_ffff_fff0);
        foreach (uint number in (uint[])[100, 1, 200, 2, uint.MaxValue, 999_999_999])
        {
            writer.WriteUInt32(number);
        }
    }

    internal static void OptionalAttributes(XdrWriter writer, bool isThere = true)
    {
        writer.WriteBool(isThere);
        if (isThere)
        {
            Attributes(writer);
        }
    }

    /// <summary>A wcc_data.</summary>
    internal static void Change(XdrWriter writer, bool isThere = true)
    {
        writer.WriteBool(isThere);
        if (isThere)
        {
            writer.WriteFixed(new byte[24]);
        }

        OptionalAttributes(writer, isThere);
    }

    /// <summary>Bytes of a good result: the status, then what <paramref name="rest"/> writes.</summary>
    internal static byte[] Good(Action<XdrWriter> rest)
    {
        XdrWriter writer = new();
        writer.WriteUInt32(0);
        rest(writer);
        return writer.Written.ToArray();
    }

    internal static byte[] Lookup() => Good(writer =>
    {
        writer.WriteOpaque(Handle);
        OptionalAttributes(writer);
        OptionalAttributes(writer);
    });

    internal static byte[] Create() => Good(writer =>
    {
        writer.WriteBool(true);
        writer.WriteOpaque(Handle);
        OptionalAttributes(writer);
        Change(writer);
    });

    internal static byte[] Read() => Good(writer =>
    {
        OptionalAttributes(writer);
        writer.WriteUInt32(5);
        writer.WriteBool(true);
        writer.WriteOpaque("hello"u8);
    });

    internal static byte[] ReadLink() => Good(writer =>
    {
        OptionalAttributes(writer);
        writer.WriteOpaque("../target"u8);
    });

    internal static byte[] Access() => Good(writer =>
    {
        OptionalAttributes(writer);
        writer.WriteUInt32(0xffff_ff05);
    });

    internal static byte[] Write() => Good(writer =>
    {
        Change(writer);
        writer.WriteUInt32(5);
        writer.WriteUInt32(2);
        writer.WriteUInt64(77);
    });

    internal static byte[] Commit() => Good(writer =>
    {
        Change(writer);
        writer.WriteUInt64(78);
    });

    internal static byte[] Rename() => Good(writer =>
    {
        Change(writer);
        Change(writer, isThere: false);
    });

    internal static byte[] Link() => Good(writer =>
    {
        OptionalAttributes(writer);
        Change(writer);
    });

    internal static byte[] FsStat() => Good(writer =>
    {
        OptionalAttributes(writer);
        foreach (ulong number in (ulong[])[1, 2, 3, 4, ulong.MaxValue, 6])
        {
            writer.WriteUInt64(number);
        }

        writer.WriteUInt32(9);
    });

    internal static byte[] FsInfo(uint readMax = 1 << 20) => Good(writer =>
    {
        OptionalAttributes(writer);
        foreach (uint number in (uint[])[readMax, 32768, 512, 2 << 20, 65536, 512, 16384])
        {
            writer.WriteUInt32(number);
        }

        writer.WriteUInt64(ulong.MaxValue);
        writer.WriteUInt32(1);
        writer.WriteUInt32(500);
        writer.WriteUInt32(0x1b);
    });

    internal static byte[] PathConf() => Good(writer =>
    {
        OptionalAttributes(writer);
        foreach (uint number in (uint[])[32000, 255, 1, 1, 0, 1])
        {
            writer.WriteUInt32(number);
        }
    });

    /// <summary>A page of three entries: with attributes and handle, with neither, with a handle only.</summary>
    internal static byte[] Page(bool isPlus) => Good(writer =>
    {
        OptionalAttributes(writer);
        writer.WriteUInt64(42);
        for (uint i = 1; i <= 3; i++)
        {
            writer.WriteBool(true);
            writer.WriteUInt64(100 + i);
            writer.WriteOpaque("name"u8[..(int)i]);
            writer.WriteUInt64(200 + i);
            if (isPlus)
            {
                OptionalAttributes(writer, isThere: i == 1);
                writer.WriteBool(i != 2);
                if (i != 2)
                {
                    writer.WriteOpaque(Handle);
                }
            }
        }

        writer.WriteBool(false);
        writer.WriteBool(true);
    });
}
