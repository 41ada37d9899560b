namespace Fathom.Cli;

/// <content>What of each file is kept.</content>
internal sealed partial class TransferOptionSet
{
    private static void AddKept(TransferOptionTable table)
    {
        AddLinks(table);
        table
            .Switch("--perms -p", "--no-perms --no-p", "keep permissions", static (s, on) => s.Options = s.Options with { Permissions = on })
            .Flag("--executability -E", "keep only whether a file may be executed", static s => s.Options = s.Options with { Executability = true })
            .Value("--chmod", "CHANGES", "change permissions on the way, as D755,F644 or go-w; may be repeated", static (s, text) => s.Chmods.Add(text))
            .Switch("--acls -A", "--no-acls --no-A", "keep ACLs; implies -p", static (s, on) =>
                s.Options = s.Options with { Acls = on, Permissions = on || s.Options.Permissions })
            .Switch("--xattrs -X", "--no-xattrs --no-X", "keep extended attributes", static (s, on) => s.Options = s.Options with { Xattrs = on })
            .Switch("--owner -o", "--no-owner --no-o", "keep owners, where this user may give files away", static (s, on) => s.Options = s.Options with { Owner = on })
            .Switch("--group -g", "--no-group --no-g", "keep groups", static (s, on) => s.Options = s.Options with { Group = on })
            .Switch("--numeric-ids", "--no-numeric-ids", "take owners and groups by number, which fathom always does", static (s, on) => s.Options = s.Options with { NumericIds = on })
            .Switch("--devices", "--no-devices", "keep devices", static (s, on) => s.Options = s.Options with { Devices = on })
            .Switch("--specials", "--no-specials", "keep named pipes and sockets", static (s, on) => s.Options = s.Options with { Specials = on })
            .Switch("-D", "--no-D", "the same as --devices --specials", static (s, on) => s.Options = s.Options with { Devices = on, Specials = on })
            .Switch("--times -t", "--no-times --no-t", "keep modification times", static (s, on) => s.Options = s.Options with { Times = on })
            .Switch("--omit-dir-times -O", "--no-omit-dir-times --no-O", "not those of directories", static (s, on) => s.Options = s.Options with { OmitDirectoryTimes = on })
            .Switch("--omit-link-times -J", "--no-omit-link-times --no-J", "not those of symbolic links", static (s, on) => s.Options = s.Options with { OmitLinkTimes = on })
            .Close("What is kept of each file");
    }

    private static void AddLinks(TransferOptionTable table) => table
        .Switch("--links -l", "--no-links --no-l", "symbolic links stay links", static (s, on) => s.Options = s.Options with { Links = on })
        .Flag("--copy-links -L", "symbolic links become what they lead to", static s => s.Options = s.Options with { CopyLinks = true })
        .Flag("--copy-unsafe-links", "links that lead out of SRC become what they lead to", static s => s.Options = s.Options with { CopyUnsafeLinks = true })
        .Flag("--safe-links", "leave out links that lead out of SRC", static s => s.Options = s.Options with { SafeLinks = true })
        .Flag("--copy-dirlinks -k", "a link to a directory in SRC becomes that directory", static s => s.Options = s.Options with { CopyDirectoryLinks = true })
        .Flag("--keep-dirlinks -K", "a link to a directory in DST is taken for the directory", static s => s.Options = s.Options with { KeepDirectoryLinks = true })
        .Switch("--hard-links -H", "--no-hard-links --no-H", "names of one file stay names of one file", static (s, on) => s.Options = s.Options with { HardLinks = on });
}
