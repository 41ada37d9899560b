using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Fuse;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Fuse.Protocol;

public sealed class StructureTests
{
    private static readonly Dictionary<string, int> s_sizes = new()
    {
        ["fuse_in_header"] = Unsafe.SizeOf<InHeader>(),
        ["fuse_out_header"] = Unsafe.SizeOf<OutHeader>(),
        ["fuse_init_out"] = Unsafe.SizeOf<InitOut>(),
        ["fuse_attr"] = Unsafe.SizeOf<Attr>(),
        ["fuse_entry_out"] = Unsafe.SizeOf<EntryOut>(),
        ["fuse_attr_out"] = Unsafe.SizeOf<AttrOut>(),
        ["fuse_getattr_in"] = Unsafe.SizeOf<GetAttrIn>(),
        ["fuse_setattr_in"] = Unsafe.SizeOf<SetAttrIn>(),
        ["fuse_statfs_out"] = Unsafe.SizeOf<StatFsOut>(),
        ["fuse_forget_in"] = Unsafe.SizeOf<ForgetIn>(),
        ["fuse_batch_forget_in"] = Unsafe.SizeOf<BatchForgetIn>(),
        ["fuse_forget_one"] = Unsafe.SizeOf<ForgetOne>(),
        ["fuse_mknod_in"] = Unsafe.SizeOf<MkNodIn>(),
        ["fuse_mkdir_in"] = Unsafe.SizeOf<MkDirIn>(),
        ["fuse_rename_in"] = Unsafe.SizeOf<RenameIn>(),
        ["fuse_rename2_in"] = Unsafe.SizeOf<Rename2In>(),
        ["fuse_link_in"] = Unsafe.SizeOf<LinkIn>(),
        ["fuse_create_in"] = Unsafe.SizeOf<CreateIn>(),
        ["fuse_getxattr_in"] = Unsafe.SizeOf<GetXattrIn>(),
        ["fuse_getxattr_out"] = Unsafe.SizeOf<GetXattrOut>(),
        ["fuse_open_in"] = Unsafe.SizeOf<OpenIn>(),
        ["fuse_open_out"] = Unsafe.SizeOf<OpenOut>(),
        ["fuse_release_in"] = Unsafe.SizeOf<ReleaseIn>(),
        ["fuse_read_in"] = Unsafe.SizeOf<ReadIn>(),
        ["fuse_write_in"] = Unsafe.SizeOf<WriteIn>(),
        ["fuse_write_out"] = Unsafe.SizeOf<WriteOut>(),
        ["fuse_fsync_in"] = Unsafe.SizeOf<FSyncIn>(),
        ["fuse_fallocate_in"] = Unsafe.SizeOf<FAllocateIn>(),
        ["fuse_lseek_in"] = Unsafe.SizeOf<LSeekIn>(),
        ["fuse_lseek_out"] = Unsafe.SizeOf<LSeekOut>(),
        ["fuse_copy_file_range_in"] = Unsafe.SizeOf<CopyFileRangeIn>(),
        ["fuse_notify_inval_inode_out"] = Unsafe.SizeOf<InvalidateNodeOut>(),
        ["fuse_notify_inval_entry_out"] = Unsafe.SizeOf<InvalidateEntryOut>(),
        ["fuse_dirent"] = Unsafe.SizeOf<Dirent>(),
    };

    private static readonly Dictionary<string, int> s_offsets = new()
    {
        ["fuse_in_header, pid"] = Offset<InHeader>(nameof(InHeader.Pid)),
        ["fuse_attr, mode"] = Offset<Attr>(nameof(Attr.Mode)),
        ["fuse_attr, blksize"] = Offset<Attr>(nameof(Attr.BlockSize)),
        ["fuse_entry_out, attr"] = Offset<EntryOut>(nameof(EntryOut.Attr)),
        ["fuse_setattr_in, mode"] = Offset<SetAttrIn>(nameof(SetAttrIn.Mode)),
        ["fuse_setattr_in, gid"] = Offset<SetAttrIn>(nameof(SetAttrIn.Gid)),
        ["fuse_init_out, max_pages"] = Offset<InitOut>(nameof(InitOut.MaxPages)),
        ["fuse_init_out, time_gran"] = Offset<InitOut>(nameof(InitOut.TimeGranularity)),
        ["fuse_kstatfs, namelen"] = Offset<StatFsOut>(nameof(StatFsOut.MaxName)),
        ["fuse_write_in, flags"] = Offset<WriteIn>(nameof(WriteIn.Flags)),
    };

    [Fact]
    public void Sizes_and_offsets_are_those_of_the_kernel_header()
    {
        Assert.SkipUnless(File.Exists("/usr/include/linux/fuse.h"), "the kernel's headers are needed: package linux-libc-dev");
        using TempFolder folder = new();
        string source = folder.Write("sizes.c", $$"""
            #include <stddef.h>
            #include <stdint.h>
            #include <stdio.h>
            #include <sys/ioctl.h>
            #include <linux/fuse.h>
            int main(void)
            {
            {{string.Join('\n', s_sizes.Keys.Select(name => $"printf(\"{name}=%zu\\n\", sizeof(struct {name}));"))}}
            {{string.Join('\n', s_offsets.Keys.Select(name => $"printf(\"{name}=%zu\\n\", offsetof(struct {name}));"))}}
            printf("clone=%lu\n", (unsigned long)FUSE_DEV_IOC_CLONE);
            return 0;
            }
            """);
        Shell.Run("gcc", "-o", folder.At("sizes"), source).EnsureSuccess();

        Dictionary<string, int> header = Shell.Run(folder.At("sizes")).EnsureSuccess().Lines
            .Select(line => line.Split('='))
            .ToDictionary(pair => pair[0], pair => unchecked((int)uint.Parse(pair[1], CultureInfo.InvariantCulture)));

        Assert.Equal(header, s_sizes.Concat(s_offsets).Append(new("clone", unchecked((int)0x8004E500))).ToDictionary());
    }

    [Fact]
    public void Statx_is_as_protocol_7_39_has_it()
    {
        // Newer than the header of most systems: linux/fuse.h of Linux 6.6.
        Assert.Equal(24, Unsafe.SizeOf<StatxIn>());
        Assert.Equal(16, Unsafe.SizeOf<StatxTime>());
        Assert.Equal(32 + 256, Unsafe.SizeOf<StatxOut>());
        Assert.Equal(32 + 32, Offset<StatxOut>(nameof(StatxOut.Inode)));
        Assert.Equal(32 + 64, Offset<StatxOut>(nameof(StatxOut.Atime)));
        Assert.Equal(32 + 128, Offset<StatxOut>(nameof(StatxOut.RawDeviceMajor)));
    }

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
