using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Mount;

public sealed class FstabProgramTests
{
    [Theory]
    [InlineData("vault:/v /m -o rw,ro", "mount -o rw,ro -- vault:/v /m")]
    [InlineData("-sn -v root dir -t fuse.fathom", "mount -- root dir")]
    [InlineData("root dir -f", "")]
    public void Arguments_of_a_helper_are_those_of_mount(string args, string expected) =>
        Assert.Equal(expected, string.Join(' ', FstabProgram.Translate(args.Split(' '))));

    [Fact]
    public void An_option_that_no_helper_has_is_wrong_usage() => Assert.Throws<UsageException>(() => FstabProgram.Translate(["a", "b", "-N", "1"]));

    [Theory]
    [InlineData("/sbin/mount.fathom", true)]
    [InlineData("mount.fuse.fathom", true)]
    [InlineData("/usr/bin/fathom", false)]
    public void A_helper_is_known_by_its_name(string program, bool isMeant) => Assert.Equal(isMeant, FstabProgram.IsMeant(program));
}
