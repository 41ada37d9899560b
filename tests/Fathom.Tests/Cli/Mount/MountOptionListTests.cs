using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Mount;

public sealed class MountOptionListTests
{
    [Theory]
    [InlineData("ro", "--ro")]
    [InlineData("rw", "")]
    [InlineData("ro,rw", "")]
    [InlineData("rw,allow_other,ro", "--allow-other --ro")]
    [InlineData("password_file=/etc/a b,cache=8M", "--password-file=/etc/a b --cache=8M")]
    [InlineData("password-file=\"/etc/a,b\",shared", "--password-file=/etc/a,b --shared")]
    [InlineData("defaults,_netdev,x-systemd.automount,comment=x,nosuid", "")]
    [InlineData("noexec,async", "--kernel-option=noexec --kernel-option=async")]
    [InlineData("", "")]
    public void Options_of_mount_stand_for_those_of_the_command(string list, string expected) =>
        Assert.Equal(expected, string.Join(' ', MountOptionList.Expand(list)));

    [Theory]
    [InlineData("ro,xyz")]
    [InlineData("uid=5")]
    public void One_that_nobody_knows_is_named(string list) =>
        Assert.Contains(list.Split(',')[^1], Assert.Throws<UsageException>(() => MountOptionList.Expand(list)).Message, StringComparison.Ordinal);
}
