using System.Text;
using System.Text.Json;

using Fathom.Cli;
using Fathom.Local;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Cli;

/// <summary>The command beside find, on real trees.</summary>
public sealed class ListCommandTests : IDisposable
{
    // Without the access time, which listing and reading links change, and without the time of the content, which in odd trees
    // may lie after the year 2262.
    private const string Attributes = @"%y %s %b %k %m %n %i %D %u %g %U %G %C@ %d %% %l\t%f\t%P\t%p\0";

    private readonly TempFolder _folder = new();

    private string Tree => _folder.At("t");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Usr_has_the_lines_and_attributes_that_find_has()
    {
        AssertSame("list /usr -0", "find /usr -print0");
        AssertSame($"list /usr --format '%T@ {Attributes}'", $"find /usr -printf '%T@ {Attributes}'");
    }

    [Theory]
    [InlineData(TreeShape.Mix, 5000)]
    [InlineData(TreeShape.Wide, 5000)]
    [InlineData(TreeShape.Deep, 3000)]
    [InlineData(TreeShape.Flat, 30_000)]
    [InlineData(TreeShape.Odd, 3000)]
    public void Every_shape_has_the_lines_and_attributes_that_find_has(TreeShape shape, long entries)
    {
        Generate(shape, entries);

        AssertSame($"list {Tree} -0", $"find {Tree} -print0");
        AssertSame($"list {Tree}/ --sort -0", $"find {Tree}/ -print0");
        AssertSame($"list {Tree} --format '{Attributes}'", $"find {Tree} -printf '{Attributes}'");
        AssertSame(
            $@"list {Tree} --type f --older @9000000000 --format '%A@ %T@ %p\0'",
            $@"find {Tree} -type f ! -newermt @9000000000 -printf '%A@ %T@ %p\0'");
    }

    [Theory]
    [InlineData("--type d", "-type d")]
    [InlineData("--type flp", "-type f,l,p")]
    [InlineData("--name '*[0-4]'", "-name '*[0-4]'")]
    [InlineData("--name t", "-name t")]
    [InlineData("--min-size 1000", "-size +999c")]
    [InlineData("--max-size 100 --type f", "-size -101c -type f")]
    [InlineData("--newer '@1000000000.5' --name '*1*' --type df", "-newermt '@1000000000.5' -name '*1*' -type d,f")]
    [InlineData("--older '@1400000000'", "! -newermt '@1400000000'")]
    [InlineData("-d 2", "-maxdepth 2")]
    [InlineData("-d 0", "-maxdepth 0")]
    public void Selections_are_those_of_find(string options, string tests)
    {
        Generate(TreeShape.Odd, 2000);

        AssertSame($"list {Tree}/ {options} -0", $"find {Tree}/ {tests} -print0");
    }

    [Fact]
    public void The_root_comes_first_and_stays_as_typed()
    {
        Generate(TreeShape.Mix, 20_000);

        ShellRun run = ShellRun.Of($"cd {_folder.Path} && for i in 1 2 3 4 5; do $fathom list ./t -j 8 | head -n 1; done; $fathom list t/ -d1 --sort | head -n 2");

        string[] lines = run.Text.Split('\n');
        Assert.Equal(["./t", "./t", "./t", "./t", "./t", "t/"], lines[..6]);
        Assert.StartsWith("t/", lines[6], StringComparison.Ordinal);
        Assert.DoesNotContain("//", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sorted_paths_follow_their_directories()
    {
        Script($"mkdir -p {Tree}/a {Tree}/a-b && touch {Tree}/a/b {Tree}/a.c {Tree}/a/b.c {Tree}/a-b/x {Tree}/a$'\\x01'");

        ShellRun run = ShellRun.Of($"cd {_folder.Path} && $fathom list --sort t");

        Assert.Equal("t\nt/a\nt/a/b\nt/a/b.c\nt/a\u0001\nt/a-b\nt/a-b/x\nt/a.c\n", run.Text);
    }

    [Fact]
    public void Names_are_raw_bytes_in_a_pipe()
    {
        Script($"mkdir {Tree} && touch {Tree}/$'new\\nline' {Tree}/$'\\xff\\xfe' {Tree}/\"quote'\"");

        AssertSame($"list {Tree} -0", $"find {Tree} -print0");
        AssertSame($"list {Tree}/$'\\xff\\xfe' -0", $"find {Tree}/$'\\xff\\xfe' -print0");
        Assert.Equal(5, ShellRun.Of($"$fathom list {Tree}").Text.Split('\n').Length - 1);
    }

    [Fact]
    public void Names_are_quoted_on_a_terminal()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "no script(1)");
        Script($"mkdir {Tree} && touch {Tree}/$'new\\nline'");

        ShellRun run = ShellRun.Of($"cd {_folder.Path} && script -qec \"$fathom list t\" /dev/null");

        Assert.Equal("t\r\n't/new'$'\\n''line'\r\n", run.Text);
    }

    [Fact]
    public void Json_lines_tell_every_entry_exactly()
    {
        Generate(TreeShape.Odd, 2000);

        ShellRun run = ShellRun.Of($"$fathom list {Tree} --jsonl");
        using MemoryStream paths = new();
        foreach (string line in run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement entry = document.RootElement;
            byte[] path = Exact(entry, "path");
            paths.Write(path);
            paths.WriteByte(0);
            Assert.Equal(1, entry.GetProperty("type").GetString()!.Length);
            Assert.True(entry.GetProperty("mtime_ns").TryGetInt64(out _));
            Assert.True(entry.GetProperty("inode").GetUInt64() > 0);
            Assert.InRange(entry.GetProperty("mode").GetUInt32(), 0u, 0xFFFu);
            Assert.Equal(entry.GetProperty("type").GetString() == "l", entry.TryGetProperty("target", out _));
        }

        Assert.Equal(0, run.ExitCode);
        File.WriteAllBytes(_folder.At("paths"), paths.ToArray());
        AssertSameOutput($"sort -z {_folder.At("paths")}", $"find {Tree} -print0 | sort -z");
    }

    [Fact]
    public void Json_gives_the_attributes_of_stat()
    {
        Script($"mkdir {Tree} && printf 12345 > {Tree}/f && chmod 4751 {Tree}/f && ln {Tree}/f {Tree}/g && ln -s $'\\xff' {Tree}/l && touch -d @-1.75 {Tree}/f");

        string[] lines = ShellRun.Of($"$fathom list {Tree} --jsonl --sort").Text.Split('\n');
        using JsonDocument file = JsonDocument.Parse(lines[1]);
        using JsonDocument link = JsonDocument.Parse(lines[3]);

        Assert.Equal($"{Tree}/f", file.RootElement.GetProperty("path").GetString());
        Assert.Equal(5, file.RootElement.GetProperty("size").GetInt64());
        Assert.Equal(2, file.RootElement.GetProperty("nlink").GetInt64());
        Assert.Equal(Convert.ToInt32("4751", 8), file.RootElement.GetProperty("mode").GetInt32());
        Assert.Equal(-1_750_000_000, file.RootElement.GetProperty("mtime_ns").GetInt64());
        Assert.Equal([0xff], Exact(link.RootElement, "target"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_unreadable_directory_is_listed_reported_and_counted(bool isOrdinaryUser)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "changing the user needs root");
        Script($"mkdir -p {Tree}/shut/below {Tree}/open && touch {Tree}/open/f && chmod 0 {Tree}/shut && chmod 755 {_folder.Path}");
        string user = isOrdinaryUser ? "setpriv --reuid=65534 --clear-groups " : "";

        ShellRun run = ShellRun.Of($"{user}$fathom list {Tree} --sort");
        ShellRun find = ShellRun.Of($"{user}find {Tree} | LC_ALL=C sort");

        Assert.Equal(find.Text, run.Text);
        Assert.Equal(isOrdinaryUser ? 1 : 0, run.ExitCode);
        Assert.Equal(isOrdinaryUser ? $"fathom list: cannot read directory '{Tree}/shut': Permission denied\n" : "", run.Error);
    }

    [Fact]
    public void A_root_that_is_missing_does_not_keep_the_others_back()
    {
        Script($"mkdir {Tree}");

        ShellRun run = ShellRun.Of($"$fathom list {_folder.Path}/none {Tree}");

        Assert.Equal($"{Tree}\n", run.Text);
        Assert.Equal($"fathom list: cannot access '{_folder.Path}/none': No such file or directory\n", run.Error);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public void One_file_system_lists_a_mount_point_and_stays_out()
    {
        Script($"mkdir -p {Tree}/m {Tree}/d && touch {Tree}/d/f");
        string mounted(string command) => $"unshare -m bash -c 'mount -t tmpfs none {Tree}/m && touch {Tree}/m/inside && {command}'";
        Assert.SkipUnless(ShellRun.Of(mounted("true")).ExitCode == 0, "mounting needs root");

        Assert.Equal(
            $"{Tree}\n{Tree}/d\n{Tree}/d/f\n{Tree}/m\n",
            ShellRun.Of(mounted($"$fathom list {Tree} -x --sort")).Text);
        Assert.Contains("m/inside", ShellRun.Of(mounted($"$fathom list {Tree} --sort")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Followed_links_end_where_they_lead_back()
    {
        Script($"mkdir -p {Tree}/d/e {Tree}/x && touch {Tree}/d/f && ln -s ../.. {Tree}/d/e/up && ln -s ../d {Tree}/x/d && ln -s none {Tree}/dangling");

        ShellRun run = ShellRun.Of($"$fathom list -L --sort {Tree}");
        ShellRun find = ShellRun.Of($"find -L {Tree} | LC_ALL=C sort");

        Assert.Equal(find.Text, run.Text);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($"'{Tree}/d/e/up': Too many levels of symbolic links", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"error\":\"ELOOP", ShellRun.Of($"$fathom list -L --jsonl {Tree}").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "-P")]
    [InlineData("-D", "-H")]
    [InlineData("-H", "-H")]
    [InlineData("-L", "-L")]
    public void A_root_that_is_a_link_is_followed_on_demand(string option, string ofFind)
    {
        Script($"mkdir -p {Tree}/d && touch {Tree}/d/f && ln -s d {Tree}/l && mkdir {Tree}/e && ln -s ../e {Tree}/d/up");

        AssertSame($"list {option} {Tree}/l -d 1 -0", $"find {ofFind} {Tree}/l -maxdepth 1 -print0");
    }

    [Fact]
    public void A_chain_of_5000_levels_needs_64_descriptors_at_most()
    {
        Assert.SkipUnless(File.Exists(RepositoryRoot.Binary), "the native binary was not built");
        TreeGenerator.Generate(Tree, new GenerateOptions { Shape = TreeShape.Deep, Entries = 10_000, Levels = 5000 });

        AssertSameOutput($"(ulimit -n 64; {RepositoryRoot.Binary} list {Tree} -0 || echo failed) | sort -z", $"find {Tree} -print0 | sort -z");
        AssertSameOutput(
            $@"(ulimit -n 64; {RepositoryRoot.Binary} list {Tree} --format '%s %P\0' || echo failed) | sort -z",
            $@"find {Tree} -printf '%s %P\0' | sort -z");
    }

    [Fact]
    public void Excluded_names_are_neither_listed_nor_entered()
    {
        Script($"mkdir -p {Tree}/keep/.git/x {Tree}/.git && touch {Tree}/keep/a.o {Tree}/keep/a.c && printf '*.o\\n' > {_folder.Path}/patterns");

        ShellRun run = ShellRun.Of($"cd {_folder.Path} && $fathom list t --sort --exclude .git --exclude-from patterns");

        Assert.Equal("t\nt/keep\nt/keep/a.c\n", run.Text);
        Assert.Equal("", ShellRun.Of($"cd {_folder.Path} && $fathom list t --exclude t").Text);
    }

    [Fact]
    public void A_pure_listing_examines_nothing_but_the_root()
    {
        Assert.SkipUnless(ShellRun.Of("strace -o /dev/null true").ExitCode == 0, "strace does not work here");
        Generate(TreeShape.Odd, 2000);

        ShellRun run = ShellRun.Of($"strace -f -qq -e trace=statx -o {_folder.At("log")} $fathom list {Tree} --type f --name '*1*'");
        string[] calls = File.ReadAllLines(_folder.At("log"));

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(calls, call => call.Contains("statx(", StringComparison.Ordinal) && !call.Contains("statx(AT_FDCWD", StringComparison.Ordinal));
        Assert.InRange(calls.Count(call => call.Contains($"\"{Tree}\"", StringComparison.Ordinal)), 1, 2);
    }

    [Fact]
    public void What_is_not_listed_is_not_examined_for_attributes()
    {
        Assert.SkipUnless(ShellRun.Of("strace -o /dev/null true").ExitCode == 0, "strace does not work here");
        Script($"mkdir -p {Tree}/d && touch {Tree}/d/{{a,b,c}}.txt {Tree}/d/x.c");

        ShellRun.Of($"strace -f -qq -e trace=statx -o {_folder.At("log")} $fathom list {Tree} --name '*.c' --jsonl");

        string calls = File.ReadAllText(_folder.At("log"));
        Assert.Contains("\"x.c\"", calls, StringComparison.Ordinal);
        Assert.DoesNotContain(".txt\"", calls, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_run_quietly()
    {
        ShellRun run = ShellRun.Of("$fathom list /usr | head -n 1; echo ${PIPESTATUS[0]}");

        Assert.Equal("/usr\n141\n", run.Text);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void An_interrupted_run_says_so()
    {
        Generate(TreeShape.Mix, 20_000);
        string script = $"""
            mkfifo {_folder.At("pipe")}
            $fathom list {Tree} {Tree} {Tree} > {_folder.At("pipe")} & exec 3< {_folder.At("pipe")}
            head -c 1 <&3 > /dev/null
            kill -TERM $!; sleep 0.3; cat <&3 | wc -l; wait $!; echo $?
            """;
        ShellRun run = ShellRun.Of(script);

        string[] lines = run.Text.Split('\n');
        Assert.InRange(int.Parse(lines[0].Trim(), System.Globalization.CultureInfo.InvariantCulture), 1, 59_999);
        Assert.Equal("130", lines[1]);
        Assert.StartsWith("fathom list: interrupted; the list is not complete", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format '%z'", "unknown directive")]
    [InlineData("--format '%T'", "unknown directive")]
    [InlineData("--format 'a%'", "unknown directive")]
    [InlineData(@"--format '\q'", "unknown escape")]
    [InlineData("--format x --jsonl", "cannot be combined")]
    [InlineData("--jsonl -0", "-0")]
    [InlineData("--type x", "--type")]
    [InlineData("--exclude-from /nowhere", "cannot open")]
    public void What_makes_no_sense_is_refused(string options, string message)
    {
        ShellRun run = ShellRun.Of($"$fathom list . {options}");

        Assert.Equal(message == "cannot open" ? ExitCode.DoneWithErrors : ExitCode.Usage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Text);
    }

    [Fact]
    public void Statistics_go_to_standard_error()
    {
        Script($"mkdir -p {Tree}/d && touch {Tree}/d/f");

        ShellRun run = ShellRun.Of($"$fathom list {Tree} --stats");

        Assert.Contains("entries      3\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("directories  2\n", run.Error, StringComparison.Ordinal);
        Assert.Matches("peak memory  .+\n$", run.Error);
    }

    private void Generate(TreeShape shape, long entries) =>
        TreeGenerator.Generate(Tree, new GenerateOptions { Shape = shape, Entries = entries });

    private static void Script(string script)
    {
        ShellRun run = ShellRun.Of(script);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private static byte[] Exact(JsonElement entry, string property) =>
        entry.TryGetProperty(property + "_b64", out JsonElement exact)
            ? exact.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(entry.GetProperty(property).GetString()!);

    private static void AssertSame(string arguments, string find) =>
        AssertSameOutput($"($fathom {arguments} || echo failed) | LC_ALL=C sort -z", $"{find} | LC_ALL=C sort -z");

    private static void AssertSameOutput(string ours, string theirs)
    {
        ShellRun run = ShellRun.Of($"diff <({ours} | tr '\\0\\n' '\\n@') <({theirs} | tr '\\0\\n' '\\n@') | head -n 6");
        Assert.True(run.Text.Length == 0 && run.Error.Length == 0, run.Text + run.Error);
    }
}
