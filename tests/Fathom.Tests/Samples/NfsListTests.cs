using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Samples;

public sealed class NfsListTests
{
    [Fact]
    public void The_sample_lists_an_export_and_prints_a_file()
    {
        using FakeNfsServer server = FakeNfsServer.Start(MemoryNode.Directory("root", MemoryNode.File("file", 12345), MemoryNode.Directory("folder")));
        string program = Path.Join(AppContext.BaseDirectory, "NfsList.dll");

        string[] lines = Shell.Run("dotnet", program, server.Url).EnsureSuccess().Lines;
        byte[] output = Shell.Run("dotnet", program, server.Url, "file").EnsureSuccess().Output;

        Assert.Equal([$"{12345,15:N0}  file", $"{4096,15:N0}  folder"], lines.OrderBy(static line => line.Split("  ")[^1]));
        Assert.Equal(Enumerable.Range(0, 12345).Select(static i => FakeNfsServer.ContentAt(i)), output[^12345..]);
    }
}
