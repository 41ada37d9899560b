using System.Runtime.Versioning;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

/// <summary>Transfers from and to trees that are no local directories.</summary>
[SupportedOSPlatform("linux")]
public sealed class TransferRootsTests : IDisposable
{
    private const string Trees = """
        mkdir -p a/d/e a/empty
        echo hi > a/f; echo deep > a/d/e/g; ln -s ../f a/d/l; head -c 100000 /dev/urandom > a/big; echo x > a/$'\303\251t\303\251'; chmod 750 a/d; chmod 600 a/f
        touch -d @1000000000 a/f a/d/e/g; touch -d '2039-05-06 07:08:09.123456789' a/big; touch -d @5 a/d/e; touch -h -d @1000000001 a/d/l
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gcm")]
    [InlineData("ctrmac")]
    public void A_vault_of_either_cipher_is_filled_changed_and_restored(string cipher)
    {
        ShellRun run = Run($"""
            {Trees}
            $fathom vault create --cipher {cipher} --scrypt-cost 1024 v > /dev/null 2>&1
            $fathom sync -rlt --delete a/ vault:v; echo filled $?
            echo more >> a/f; rm a/big; mv a/d/e a/moved; rm a/d/l; mkdir a/d/l; echo in > a/d/l/in
            $fathom sync -rlt --delete a/ vault:v; echo changed $?
            $fathom plan -rlt --delete a/ vault:v 2> /dev/null; echo planned $?
            $fathom vault check -q --data v > /dev/null; echo checked $?
            $fathom sync -rlt vault:v/ back; echo restored $?
            rsync -rltnic --delete a/ back
            """);

        Assert.Equal(("filled 0\nchanged 0\nplanned 0\nchecked 0\nrestored 0\n", ""), (run.Text, run.Error));
    }

    [Fact]
    public void A_plan_for_a_vault_has_a_line_for_what_differs()
    {
        ShellRun run = Run($"""
            {Trees}
            $fathom vault create --scrypt-cost 1024 v > /dev/null 2>&1
            $fathom sync -rlt a/ vault:v
            echo longer >> a/d/e/g; rm a/big; echo n > a/n
            $fathom plan -rltO --delete a/ vault:v 2> /dev/null
            """);

        Assert.Equal("*deleting   big\n>f+++++++++ n\n>f.st...... d/e/g\n", run.Text);
    }

    [Fact]
    public void What_a_vault_cannot_hold_is_told_and_the_rest_is_copied()
    {
        using (LocalTree tree = LocalTree.Open(_folder.Path))
        using (IWritableNode root = tree.WritableRoot())
        using (IWritableNode directory = root.PutDirectory("a"))
        {
            directory.Put("noted", [1, 2, 3]);
            using IWritableNode noted = directory.WritableAt("noted");
            Assert.Equal(Errno.None, noted.SetXattr("user.note"u8, "x"u8, XattrMode.Set));
        }

        ShellRun run = Run($"""
            {Trees}
            mkfifo a/pipe; ln a/f a/hard
            $fathom vault create --scrypt-cost 1024 v > /dev/null 2>&1
            $fathom sync -rltHDX a/ vault:v 2> errors; echo $?
            $fathom sync -rltHX vault:v/ back; echo $?
            rsync -rltHXnic --exclude=pipe a/ back
            cat errors
            """);

        Assert.Equal(("23\n0\nfathom sync: cannot make target 'pipe': Operation not permitted\n", ""), (run.Text, run.Error));
    }

    [Fact]
    public void An_index_is_planned_with_like_the_tree_that_it_was_made_of()
    {
        ShellRun run = Run($"""
            {Trees}
            touch -d @1000000000 a; cp -a a b; echo longer >> b/f; rm b/d/e/g; echo extra > b/extra
            $fathom scan a -o i.fathom > /dev/null 2>&1
            $fathom plan -a --delete a/ b > live 2> /dev/null
            $fathom plan -a --delete i.fathom/ b > saved; echo $?
            diff live saved && wc -l < live
            """);

        Assert.Equal("0\n5\n", run.Text);
    }

    [Theory]
    [InlineData("sync -a i.fathom b", 2, "which has no content: it can be planned with, not copied")]
    [InlineData("sync -a a i.fathom", 2, "nothing can be copied into it")]
    [InlineData("sync -a vault:a b", 11, "a")]
    [InlineData("sync -a a vault:missing", 3, "missing")]
    public void Roots_that_cannot_be_meant_are_told(string line, int exitCode, string message)
    {
        ShellRun run = Run($"{Trees}\nmkdir b\n$fathom scan a -o i.fathom > /dev/null 2>&1\n$fathom {line}");

        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Text));
    }

    [Fact]
    public void A_directory_of_a_server_is_copied_with_all_that_rsync_keeps()
    {
        using GaneshaServer server = Serve();
        ShellRun run = Run($"""
            cd served; {Trees}
            ln a/f a/hard; mkfifo a/pipe; chown 1001:1002 a/big; cd ..
            $fathom sync -aHS --delete '{Url(server, "a/")}' back; echo $?
            rsync -aHnic --delete served/a/ back
            $fathom plan -aH --delete '{Url(server, "a/")}' back 2> /dev/null; echo $?
            $fathom sync -a '{Url(server, "a")}' named; rsync -anic served/a named
            """);

        Assert.Equal(("0\n0\n", ""), (run.Text, run.Error));
    }

    // But for the times of links, which this server does not set.
    [Fact]
    public void A_directory_of_a_server_is_made_equal()
    {
        using GaneshaServer server = Serve();
        ShellRun run = Run($"""
            {Trees}
            ln a/f a/hard; mkfifo a/pipe; chown 1001:1002 a/big; mkdir -p served/b/gone/deep; echo old > served/b/f; ln -s x served/b/big
            $fathom sync -aH --delete a/ '{Url(server, "b")}'; echo $?
            rsync -aHJnic --delete a/ served/b
            $fathom plan -aHJ --delete a/ '{Url(server, "b")}' 2> /dev/null; echo $?
            """);

        Assert.Equal(("0\n0\n", ""), (run.Text, run.Error));
    }

    [Fact]
    public void A_vault_on_a_server_is_restored_and_not_written()
    {
        using GaneshaServer server = Serve();
        ShellRun run = Run($"""
            {Trees}
            $fathom vault create --scrypt-cost 1024 served/v > /dev/null 2>&1
            $fathom sync -rlt a/ vault:served/v; echo $?
            $fathom sync -rlt 'vault+{Url(server, "v/")}' back; echo $?
            rsync -rltnic --delete a/ back
            $fathom sync -rlt a/ 'vault+{Url(server, "v")}' 2>&1; echo $?
            """);

        Assert.StartsWith("0\n0\nfathom sync: ", run.Text, StringComparison.Ordinal);
        Assert.Contains("a vault on a server is read only", run.Text, StringComparison.Ordinal);
        Assert.EndsWith("\n2\n", run.Text, StringComparison.Ordinal);
    }

    // Where files can be opened by handle, which the usual place may not allow.
    private GaneshaServer Serve()
    {
        GaneshaServer.SkipIfUnavailable();
        Directory.CreateDirectory(_folder.At("served"));
        return new GaneshaServer(_folder.At("served"));
    }

    private string Url(GaneshaServer server, string path) => server.UrlOf(_folder.At("served/" + path));

    private ShellRun Run(string script) => ShellRun.Of($"cd '{_folder.Path}'; {script}", ("FATHOM_PASSWORD", "correct horse"), ("FATHOM_LIBDUCKDB", IndexLibraries.DuckDbPath), ("FATHOM_LIBSQLITE3", IndexLibraries.SqlitePath), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC"));
}
