using System.Text;
using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs;

public sealed class NfsUrlTests
{
    [Theory]
    [InlineData("nfs://nas/export", "nas", 0, 0, "/export", "nfs://nas/export")]
    [InlineData("nfs://nas", "nas", 0, 0, "/", "nfs://nas")]
    [InlineData("nfs://nas/", "nas", 0, 0, "/", "nfs://nas")]
    [InlineData("NFS://nas/a", "nas", 0, 0, "/a", "NFS://nas/a")]
    [InlineData("nfs://nas:2050/export", "nas", 2050, 0, "/export", "nfs://nas:2050/export")]
    [InlineData("nfs://10.0.0.1:65535/e//f/./g/", "10.0.0.1", 65535, 0, "/e/f/g", "nfs://10.0.0.1:65535/e//f/./g")]
    [InlineData("nfs://[::1]/e", "::1", 0, 0, "/e", "nfs://[::1]/e")]
    [InlineData("nfs://[fe80::1]:1/e", "fe80::1", 1, 0, "/e", "nfs://[fe80::1]:1/e")]
    [InlineData("nfs://nas/e?nfsport=1&mountport=2", "nas", 1, 2, "/e", "nfs://nas/e")]
    [InlineData("nfs://nas:7/e?nfsport=7&version=3", "nas", 7, 0, "/e", "nfs://nas:7/e")]
    [InlineData("nfs://nas?mountport=2", "nas", 0, 2, "/", "nfs://nas")]
    [InlineData("nfs://nas/e?", "nas", 0, 0, "/e", "nfs://nas/e")]
    [InlineData("nfs://nas/a%20b%2f%25%3F%c3%A4", "nas", 0, 0, "/a b/%?ä", "nfs://nas/a%20b%2f%25%3F%c3%A4")]
    [InlineData("nfs://nas/a#b/..c", "nas", 0, 0, "/a#b/..c", "nfs://nas/a#b/..c")]
    public void A_url_is_taken_apart(string text, string host, int nfsPort, int mountPort, string path, string name)
    {
        Assert.True(NfsUrl.TryParse(Encoding.UTF8.GetBytes(text), out NfsUrl? url, out string? problem), problem);

        Assert.Equal(host, url.Host);
        Assert.Equal((nfsPort, mountPort), (url.NfsPort, url.MountPort));
        Assert.Equal(path, Encoding.UTF8.GetString(url.Path.Span));
        Assert.Equal(name, Encoding.UTF8.GetString(url.Name.Span));
        Assert.Null(url.Credential);
    }

    [Theory]
    [InlineData("/export", "begins with nfs://")]
    [InlineData("", "begins with nfs://")]
    [InlineData("nfs://", "names no server")]
    [InlineData("nfs:///export", "names no server")]
    [InlineData("nfs://:1/export", "names no server")]
    [InlineData("nfs://?uid=1", "names no server")]
    [InlineData("nfs://me@nas/e", "uid=")]
    [InlineData("nfs://n as/e", "character")]
    [InlineData("nfs://n%61s/e", "character")]
    [InlineData("nfs://[::1/e", "IPv6")]
    [InlineData("nfs://[1.2.3.4]/e", "IPv6")]
    [InlineData("nfs://[nas]/e", "IPv6")]
    [InlineData("nfs://[::1]x/e", "after ']'")]
    [InlineData("nfs://::1/e", "names no server")]
    [InlineData("nfs://fe80::1/e", "brackets")]
    [InlineData("nfs://nas:/e", "port ''")]
    [InlineData("nfs://nas:0/e", "port '0'")]
    [InlineData("nfs://nas:65536/e", "port '65536'")]
    [InlineData("nfs://nas:1x/e", "port '1x'")]
    [InlineData("nfs://nas:+1/e", "port '+1'")]
    [InlineData("nfs://nas/a/../b", "'..'")]
    [InlineData("nfs://nas/..", "'..'")]
    [InlineData("nfs://nas/%2e%2E/b", "'..'")]
    [InlineData("nfs://nas/a%00b", "NUL")]
    [InlineData("nfs://nas/a%", "%25")]
    [InlineData("nfs://nas/a%1", "%25")]
    [InlineData("nfs://nas/a%g0", "%25")]
    [InlineData("nfs://nas/e?nfsport=0", "1 to 65535")]
    [InlineData("nfs://nas/e?mountport=70000", "1 to 65535")]
    [InlineData("nfs://nas/e?mountport", "1 to 65535")]
    [InlineData("nfs://nas:1/e?nfsport=2", "as 1 and as 2")]
    [InlineData("nfs://nas/e?uid=-1", "uid=-1")]
    [InlineData("nfs://nas/e?uid=4294967296", "uid=4294967296")]
    [InlineData("nfs://nas/e?gid=x", "gid=x")]
    [InlineData("nfs://nas/e?gids=1,,2", "gids=1,,2")]
    [InlineData("nfs://nas/e?gids=1;2", "gids=1;2")]
    [InlineData("nfs://nas/e?version=4", "only version 3")]
    [InlineData("nfs://nas/e?uid=1&uid=1", "twice")]
    [InlineData("nfs://nas/e?readahead=1", "nfsport, mountport, uid, gid, gids, version")]
    public void What_is_wrong_with_a_url_is_said(string text, string problem)
    {
        Assert.False(NfsUrl.TryParse(Encoding.UTF8.GetBytes(text), out NfsUrl? url, out string? said));

        Assert.Null(url);
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_keeps_bytes_that_are_no_text()
    {
        Assert.True(NfsUrl.TryParse([.. "nfs://nas/"u8, 0xff, .. "%FE"u8], out NfsUrl? url, out _));

        Assert.Equal([(byte)'/', 0xff, 0xfe], url.Path.ToArray());
        Assert.Equal([.. "nfs://nas/"u8, 0xff, .. "%FE"u8], url.Name.ToArray());
    }

    [Fact]
    public void Parameters_say_who_calls()
    {
        NfsCredential caller = Caller("nfs://nas/e?uid=4294967295&gid=2&gids=3,4,0");

        Assert.Equal((uint.MaxValue, 2u), (caller.Uid, caller.Gid));
        Assert.Equal([3u, 4u, 0u], caller.Groups);
        Assert.Empty(Caller("nfs://nas/e?gids=").Groups);
    }

    [Fact]
    public void What_parameters_do_not_say_is_that_of_the_process()
    {
        NfsCredential process = NfsCredential.OfProcess;

        Assert.Equal((7u, process.Gid), (Caller("nfs://nas/e?uid=7").Uid, Caller("nfs://nas/e?uid=7").Gid));
        Assert.Equal((process.Uid, 8u), (Caller("nfs://nas/e?gid=8").Uid, Caller("nfs://nas/e?gid=8").Gid));
        Assert.Equal(process.Groups, Caller("nfs://nas/e?gid=8").Groups);
    }

    [Fact]
    public void Groups_of_the_process_do_not_go_with_another_user()
    {
        Assert.Empty(Caller("nfs://nas/e?uid=7").Groups);
    }

    [Theory]
    [InlineData("nfs://", true)]
    [InlineData("Nfs://x", true)]
    [InlineData("nfs:/x", false)]
    [InlineData("./nfs://x", false)]
    [InlineData("", false)]
    public void A_root_is_a_url_by_its_beginning(string text, bool isUrl)
    {
        Assert.Equal(isUrl, NfsUrl.IsUrl(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Any_bytes_are_a_url_or_a_problem()
    {
        Random random = new(4);
        byte[] seed = "nfs://[::1]:99/a%20b/c?nfsport=12&uid=1&gids=1,2&version=3"u8.ToArray();
        int read = 0;
        for (int i = 0; i < 50_000; i++)
        {
            byte[] text = [.. seed];
            for (int change = random.Next(4); change >= 0; change--)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            bool isRead = NfsUrl.TryParse(text.AsSpan(0, random.Next(10, text.Length + 1)), out NfsUrl? url, out string? problem);
            Assert.Equal(isRead, url is not null);
            Assert.NotEqual(isRead, problem is not null);
            read += isRead ? 1 : 0;
        }

        Assert.InRange(read, 1_000, 49_000);
    }

    private static NfsCredential Caller(string text)
    {
        Assert.True(NfsUrl.TryParse(Encoding.UTF8.GetBytes(text), out NfsUrl? url, out string? problem), problem);
        return url.Credential!;
    }
}
