using System.Runtime.Versioning;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Index;

namespace Fathom.Tests.Cli.Query;

/// <summary>An index of a small tree, and shells that stand beside it.</summary>
[SupportedOSPlatform("linux")]
public sealed class QueryFixture : IDisposable
{
    private readonly SampleIndex _sample = SampleIndex.Of(static tree =>
    {
        Directory.CreateDirectory(Path.Combine(tree, "a"));
        File.WriteAllText(Path.Combine(tree, "a/one.txt"), "12345");
        File.WriteAllText(Path.Combine(tree, "a/two, \"x\".log"), new string('x', 3000));
        File.SetLastWriteTimeUtc(Path.Combine(tree, "a/one.txt"), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
    });

    internal string Folder => _sample.Folder.Path;

    /// <summary>Runs a script in the folder of <c>tree.fathom</c>.</summary>
    internal ShellRun Run(string script) => ShellRun.Of(
        $"cd {_sample.Folder.Path} && {script}",
        ("FATHOM_LIBDUCKDB", IndexLibraries.DuckDbPath),
        ("XDG_STATE_HOME", _sample.Folder.At("state")),
        ("TERM", "xterm"));

    public void Dispose() => _sample.Dispose();
}
