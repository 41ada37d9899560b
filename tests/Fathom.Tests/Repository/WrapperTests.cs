using System.Text;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Repository;

/// <summary>The <c>./fathom</c> script: against the real binary, and in a small clone whose <c>dotnet</c> is a stub.</summary>
public sealed class WrapperTests : IDisposable
{
    // Publishes a script that shows its arguments and input. net10.0 has no pack, as on a registry without one.
    private const string StubDotnet = """
        #!/bin/bash
        if [[ $1 == --version ]]; then echo 10.0.100; exit; fi
        while [[ $# -gt 0 ]]; do
            case $1 in -f) framework=$2 ;; -o) target=$2 ;; esac
            shift
        done
        echo "publish $framework" >>"$STUB_LOG"
        if [[ $framework == net10.0 ]]; then echo 'error NU1101: Unable to find package'; exit 1; fi
        if [[ -e src/broken.cs ]]; then echo 'src/broken.cs(1,1): error CS1002: ; expected'; exit 1; fi
        sleep "${STUB_SECONDS:-0}"
        printf '#!/bin/bash\nprintf "<%%s>" "$@"; cat\n' >"$target/Fathom.Cli"
        chmod +x "$target/Fathom.Cli"
        """;

    // Packs a library as the real one is packed.
    private const string StubNpm = """
        #!/bin/bash
        echo "npm $1 ${*: -1}" >>"$STUB_LOG.npm"
        if [[ -v STUB_OFFLINE ]]; then echo 'npm error network'; exit 1; fi
        mkdir package && echo library >package/libduckdb.so && tar -czf duckdb.tgz package && rm -r package
        """;

    private readonly TempFolder _folder = TempFolder.OnDisk();
    private readonly string _clone;

    public WrapperTests()
    {
        _clone = _folder.At("a clone");
        _folder.Write("a clone/src/Fathom.Cli/Program.cs", "return 0;");
        _folder.Write("bin/dotnet", StubDotnet);
        _folder.Write("bin/npm", StubNpm);
        foreach (string name in (string[])["fathom", "global.json", "Directory.Build.props", "Directory.Packages.props"])
        {
            File.Copy(RepositoryRoot.At(name), Path.Combine(_clone, name));
        }

        Shell.Run("chmod", "+x", _folder.At("bin/dotnet"), _folder.At("bin/npm"), Path.Combine(_clone, "fathom")).EnsureSuccess();
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void The_real_binary_runs_through_a_link_and_from_another_folder()
    {
        string link = _folder.At("link");
        File.CreateSymbolicLink(link, RepositoryRoot.At("fathom"));

        ShellResult direct = Shell.Run(RepositoryRoot.At("out/fathom"), "--version").EnsureSuccess();
        ShellResult linked = Shell.Run(new ShellCommand(link, "--version") { WorkingDirectory = "/" }).EnsureSuccess();

        Assert.Equal(direct.Text, linked.Text);
    }

    [Fact]
    public void The_first_use_builds_and_the_second_does_not()
    {
        ShellResult first = Run();
        ShellResult second = Run();

        Assert.Matches(@"^fathom: building the native binary \(first use, about 20 s\) \.\.\. done in \d+ s\nfathom: fetching DuckDB for commands on an index \.\.\. done\n$", first.Error);
        Assert.Equal("", second.Error);
        Assert.Equal(["publish net10.0", "publish net9.0"], Builds());
        Assert.Equal([".digest", ".duckdb", ".framework", ".lock", ".sources", "fathom", "libduckdb.so"], Names("out"));
    }

    [Fact]
    public void The_library_of_DuckDB_is_fetched_once()
    {
        Run();
        _folder.Write("a clone/src/Fathom.Cli/Program.cs", "return 1;");
        Run();

        string packed = Assert.Single(File.ReadAllLines(_folder.At("builds.npm")));
        Assert.Matches(@"^npm pack @duckdb/node-bindings-linux-(x64|arm64)@\d[\w.-]+$", packed);
        Assert.EndsWith(File.ReadAllText(Path.Combine(_clone, "out/.duckdb")).TrimEnd(), packed, StringComparison.Ordinal);
        Assert.Equal("library\n", File.ReadAllText(Path.Combine(_clone, "out/libduckdb.so")));
    }

    [Fact]
    public void Without_the_library_of_DuckDB_the_binary_still_runs()
    {
        ShellResult result = Shell.Run(Command("bash", "-c", $"STUB_OFFLINE=1 '{_clone}/fathom' a"));

        Assert.Equal("<a>", result.Text);
        Assert.Contains($"commands on an index will not work; the log: {_clone}/artifacts/native/npm.log", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("libduckdb.so", Names("out"));
    }

    [Fact]
    public void Arguments_and_input_pass_unchanged()
    {
        string script = $"""'{_clone}/fathom' $'\xff\n' '' -- '*' 'a b'""";
        ShellResult result = Shell.Run(Command("bash", "-c", script) with { Input = "in\0put"u8.ToArray() });

        Assert.Equal((byte[])[.. "<"u8, 0xff, .. "\n><><--><*><a b>in\0put"u8], result.Output);
    }

    [Fact]
    public void An_edited_a_new_and_a_deleted_source_build_again()
    {
        Run();
        _folder.Write("a clone/src/Fathom.Cli/Program.cs", "return 1;");
        Assert.Contains("(sources changed)", Run().Error, StringComparison.Ordinal);
        _folder.Write("a clone/src/Fathom/New.cs", "// new");
        Assert.Contains("(sources changed)", Run().Error, StringComparison.Ordinal);
        File.Delete(Path.Combine(_clone, "src/Fathom/New.cs"));
        Assert.Contains("(sources changed)", Run().Error, StringComparison.Ordinal);

        // The framework that worked is tried first from then on.
        Assert.Equal(["publish net10.0", "publish net9.0", "publish net9.0", "publish net9.0", "publish net9.0"], Builds());
    }

    [Fact]
    public void A_source_that_was_only_touched_does_not_build_again()
    {
        Run();
        File.SetLastWriteTimeUtc(Path.Combine(_clone, "src/Fathom.Cli/Program.cs"), DateTime.UtcNow.AddHours(1));

        Assert.Equal("", Run().Error);
    }

    [Fact]
    public void A_failed_build_shows_the_log_and_leaves_the_former_binary()
    {
        Run();
        byte[] former = File.ReadAllBytes(Path.Combine(_clone, "out/fathom"));
        _folder.Write("a clone/src/broken.cs", "x");

        ShellResult result = Run();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error CS1002", result.Error, StringComparison.Ordinal);
        Assert.Contains($"{_clone}/artifacts/native/publish.log", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Equal(former, File.ReadAllBytes(Path.Combine(_clone, "out/fathom")));
        Assert.Equal([".digest", ".duckdb", ".framework", ".lock", ".sources", "fathom", "libduckdb.so"], Names("out"));
    }

    [Fact]
    public void Two_first_uses_at_once_build_once()
    {
        string script = $"STUB_SECONDS=1 '{_clone}/fathom' a & STUB_SECONDS=1 '{_clone}/fathom' a; wait";
        ShellResult result = Shell.Run(Command("bash", "-c", script));

        Assert.Equal("<a><a>", result.Text);
        Assert.Equal(["publish net10.0", "publish net9.0"], Builds());
    }

    [Fact]
    public void An_interrupted_build_leaves_nothing()
    {
        string script = $"STUB_SECONDS=100 '{_clone}/fathom' & until grep -qs net9 \"$STUB_LOG\"; do sleep 0.05; done; kill -TERM $!; wait $!";
        ShellResult result = Shell.Run(Command("bash", "-c", script));

        Assert.Equal(143, result.ExitCode);
        Assert.Equal([".lock"], Names("out"));
    }

    private ShellResult Run()
    {
        return Shell.Run(Command(Path.Combine(_clone, "fathom")));
    }

    private ShellCommand Command(string file, params string[] arguments)
    {
        return new ShellCommand(file, arguments)
        {
            WorkingDirectory = "/",
            Environment = new Dictionary<string, string?>
            {
                ["PATH"] = $"{_folder.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
                ["STUB_LOG"] = _folder.At("builds"),
            },
        };
    }

    private string[] Builds()
    {
        return File.ReadAllLines(_folder.At("builds"), Encoding.UTF8);
    }

    private string[] Names(string folder)
    {
        return [.. Directory.EnumerateFileSystemEntries(Path.Combine(_clone, folder))
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];
    }
}
