using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Server;

public sealed class GaneshaServerTests
{
    [Fact]
    public void A_folder_below_the_export_can_be_mounted_and_shows_what_is_made_later()
    {
        GaneshaServer server = GaneshaServer.Shared;
        Assert.SkipUnless(GaneshaServer.Has("nfs-ls"), "nfs-ls is not installed (libnfs-utils)");
        using TempFolder folder = new(CorpusStore.Folder);
        Assert.Empty(Shell.Run("nfs-ls", server.UrlOf(folder.Path)).EnsureSuccess().Lines);

        folder.Write("later", "content");

        string line = Assert.Single(Shell.Run("nfs-ls", server.UrlOf(folder.Path)).EnsureSuccess().Lines);
        Assert.EndsWith("later", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_was_stopped_comes_back_on_its_ports()
    {
        GaneshaServer.SkipIfUnavailable();
        Assert.SkipUnless(GaneshaServer.Has("nfs-ls"), "nfs-ls is not installed (libnfs-utils)");
        using TempFolder folder = new(CorpusStore.Folder);
        folder.Write("file", "content");
        using GaneshaServer server = new(folder.Path);
        Assert.Single(Shell.Run("nfs-ls", server.Url).EnsureSuccess().Lines);

        server.Stop();
        Assert.NotEqual(0, Shell.Run("nfs-ls", server.Url).ExitCode);
        server.Start();

        Assert.Single(Shell.Run("nfs-ls", server.Url).EnsureSuccess().Lines);
    }
}
