using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Local.Content;

[SupportedOSPlatform("linux")]
public sealed class LocalSpaceTests
{
    [Fact]
    public void The_structure_has_the_size_of_the_c_library()
    {
        Assert.Equal(112, Unsafe.SizeOf<Fathom.Local.Interop.StatVfs>());
    }

    [Fact]
    public void Totals_are_those_of_stat()
    {
        using TempFolder folder = TempFolder.OnDisk();
        using LocalTree tree = LocalTree.Open(folder.Path);
        string[] fields = Shell.Run("stat", "-f", "--printf=%S %b %c %l", folder.Path).EnsureSuccess().Text.Split(' ');
        long[] numbers = [.. fields.Select(static field => long.Parse(field, CultureInfo.InvariantCulture))];

        Assert.Equal(Errno.None, tree.ReadSpace(out TreeSpace space));

        Assert.Equal((numbers[0] * numbers[1], numbers[2], (int)numbers[3]), (space.TotalBytes, space.TotalNodes, space.MaxName));
    }
}
