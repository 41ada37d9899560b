using System.Runtime.Versioning;
using System.Text;
using Fathom.Fuse;
using Xunit;

namespace Fathom.Tests.Fuse;

[SupportedOSPlatform("linux")]
public sealed class FuseMountsTests
{
    [Fact]
    public void Only_our_mounts_are_taken_and_names_are_unescaped()
    {
        byte[] table = Encoding.Latin1.GetBytes("""
            36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
            37 35 0:45 / /a\040b\134\377 ro,nosuid shared:7 master:2 - fuse.fathom vault:/x\011y rw,user_id=0
            38 35 0:46 / /c rw - fuse.other x rw
            39 35 0:47 / /d rw,nodev - fuse.fathom /srv rw
            broken line

            """.Replace("\\377", "\u00ff", StringComparison.Ordinal));

        List<MountedTree> mounts = FuseMounts.Parse(table);

        Assert.Equal(2, mounts.Count);
        Assert.Equal([.. "/a b\\"u8, 0xff], mounts[0].MountPoint.ToArray());
        Assert.Equal("vault:/x\ty"u8.ToArray(), mounts[0].Source.ToArray());
        Assert.Equal((true, "0:45"), (mounts[0].IsReadOnly, mounts[0].Device));
        Assert.Equal("/d"u8.ToArray(), mounts[1].MountPoint.ToArray());
        Assert.False(mounts[1].IsReadOnly);
    }
}
