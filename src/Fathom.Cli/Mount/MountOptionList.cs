namespace Fathom.Cli;

/// <summary>The options behind <c>-o</c>, as mount(8) and fstab(5) write them: names and <c>NAME=VALUE</c>, separated by commas.</summary>
internal static class MountOptionList
{
    // Their names here and on the command line; with a value or without.
    private static readonly string[] s_ours =
    [
        "shared", "allow-other", "cache", "threads", "attr-timeout", "password-file", "password-fd", "password-stdin", "foreground",
        "connections", "rpc-window", "rpc-size", "timeout", "retries", "max-rpcs", "polite", "nfs-readdir",
    ];

    // What the kernel does for us.
    private static readonly string[] s_kernel = ["noexec", "exec", "noatime", "atime", "nodiratime", "diratime", "sync", "async", "dirsync"];

    // What concerns mount(8) and systemd alone, and what no mount of ours could have: set-id bits and devices never count.
    private static readonly string[] s_others =
    [
        "defaults", "auto", "noauto", "user", "nouser", "users", "owner", "group", "_netdev", "nofail", "suid", "nosuid", "dev", "nodev",
        "relatime", "norelatime", "strictatime", "nostrictatime", "lazytime", "nolazytime", "loud", "silent", "iversion", "noiversion", "mand", "nomand",
        "default_permissions", "uhelper", "helper", "comment", "fsname", "subtype", "nosymfollow", "symfollow",
    ];

    /// <summary>The long options that a list stands for.</summary>
    /// <exception cref="UsageException">One of them means nothing here.</exception>
    internal static List<string> Expand(string list)
    {
        List<string> words = [];
        bool? isReadOnly = null;
        foreach (string option in Split(list))
        {
            int equals = option.IndexOf('=', StringComparison.Ordinal);
            string name = (equals < 0 ? option : option[..equals]).ToLowerInvariant();
            string dashed = name.Replace('_', '-');
            if (name is "ro" or "rw")
            {
                isReadOnly = name == "ro";
            }
            else if (s_ours.Contains(dashed))
            {
                words.Add($"--{dashed}{(equals < 0 ? "" : option[equals..])}");
            }
            else if (s_kernel.Contains(name))
            {
                words.Add($"--kernel-option={name}");
            }
            else if (name.Length > 0 && !s_others.Contains(name) && !name.StartsWith("x-", StringComparison.Ordinal))
            {
                throw new UsageException($"unknown mount option {NameEscaper.Quote(option)}: those of this file system are {string.Join(", ", s_ours)}");
            }
        }

        return isReadOnly == true ? [.. words, "--ro"] : words;
    }

    // A value in double quotes may have commas: mount(8) leaves the quotes on.
    private static IEnumerable<string> Split(string list)
    {
        int start = 0;
        bool isQuoted = false;
        for (int index = 0; index <= list.Length; index++)
        {
            if (index == list.Length || (list[index] == ',' && !isQuoted))
            {
                yield return list[start..index].Replace("\"", "", StringComparison.Ordinal);
                start = index + 1;
            }
            else if (list[index] == '"')
            {
                isQuoted = !isQuoted;
            }
        }
    }
}
