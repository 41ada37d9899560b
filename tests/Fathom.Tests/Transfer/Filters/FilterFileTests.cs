using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Filters;

[SupportedOSPlatform("linux")]
public sealed class FilterFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_directory_without_its_own_rules_keeps_the_scope()
    {
        _folder.Write("d/file", "");
        FilterScope scope = Enter("d", out FilterProblem? problem);

        Assert.Null(problem);
        Assert.Same(scope, scope.Enter(null, "d/e"u8, out _));
    }

    [Fact]
    public void Without_rules_for_directories_no_directory_is_opened()
    {
        FilterArguments arguments = new();
        arguments.AddExclude("a"u8);
        FilterScope scope = arguments.Build(deleteExcluded: false).OpenScope(FilterRoot.Unknown);
        using IContentTree tree = LocalTree.Open(_folder.Path);
        IContentNode closed = tree.Root();
        closed.Dispose();

        Assert.Same(scope, scope.Enter(closed, "d"u8, out FilterProblem? problem));
        Assert.Null(problem);
    }

    [Fact]
    public void Rules_of_a_file_are_for_its_directory_and_below()
    {
        _folder.Write("d/.rules", "- /top\n- any\n");
        FilterScope scope = Enter("d", out _);

        Assert.True(scope.Hides("d/top"u8, isDirectory: false));
        Assert.False(scope.Hides("d/e/top"u8, isDirectory: false));
        Assert.True(scope.Hides("d/e/any"u8, isDirectory: false));
    }

    [Theory]
    [InlineData("nonsense\n", ".rules, line 1")]
    [InlineData("- a\n\n- b\nwhat is this\n", ".rules, line 4")]
    [InlineData("- a\0b\n", "NUL")]
    [InlineData(". /etc/passwd\n", "name it with ':'")]
    public void A_rule_without_meaning_is_a_problem_with_its_line(string content, string message)
    {
        _folder.Write("d/.rules", content);
        FilterScope scope = Enter("d", out FilterProblem? problem);

        Assert.Equal("d/.rules", Encoding.UTF8.GetString(problem!.Path.Span));
        Assert.Equal(Errno.EINVAL, problem.Errno);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.False(scope.Hides("d/a"u8, isDirectory: false));
    }

    [Fact]
    public void A_line_of_a_megabyte_is_a_problem_that_is_told_in_short()
    {
        _folder.Write("d/.rules", "- " + new string('a', 1 << 20));
        Enter("d", out FilterProblem? problem);

        Assert.Equal(Errno.EINVAL, problem!.Errno);
        Assert.InRange(problem.Message.Length, 1, 400);
    }

    [Fact]
    public void A_file_without_end_is_a_problem()
    {
        string path = _folder.Write("d/.rules", "");
        using (FileStream file = new(path, FileMode.Open))
        {
            file.SetLength(1L << 40);
        }

        Enter("d", out FilterProblem? problem);

        Assert.Equal(Errno.EFBIG, problem!.Errno);
    }

    [Fact]
    public void What_is_no_file_is_not_read()
    {
        Directory.CreateDirectory(_folder.At("directory/.rules"));
        Directory.CreateDirectory(_folder.At("link"));
        File.CreateSymbolicLink(_folder.At("link/.rules"), "/dev/zero");
        Directory.CreateDirectory(_folder.At("pipe"));
        int pipe = RawFiles.OpenDirectory(Encoding.UTF8.GetBytes(_folder.At("pipe") + "\0"));
        RawFiles.MakeFifoAt(pipe, ".rules"u8);
        RawFiles.CloseDirectory(pipe);

        Enter("directory", out FilterProblem? directory);
        Enter("link", out FilterProblem? link);
        Enter("pipe", out FilterProblem? fifo);

        Assert.Null(directory);
        Assert.Equal(Errno.ELOOP, link!.Errno);
        Assert.Equal(Errno.EINVAL, fifo!.Errno);
    }

    [Fact]
    public void A_broken_file_leaves_the_rules_of_others()
    {
        _folder.Write("d/.rules", "nonsense");
        _folder.Write("d/.two", "- b");
        FilterScope scope = Enter("d", out FilterProblem? problem);

        Assert.NotNull(problem);
        Assert.True(scope.Hides("d/b"u8, isDirectory: false));
    }

    private FilterScope Enter(string name, out FilterProblem? problem)
    {
        FilterArguments arguments = new();
        arguments.AddRule(": .rules"u8);
        arguments.AddRule(": .two"u8);
        FilterScope scope = arguments.Build(deleteExcluded: false).OpenScope(FilterRoot.Unknown);
        using IContentTree tree = LocalTree.Open(_folder.Path);
        using IContentNode root = tree.Root();
        using IContentNode directory = root.At(name);
        return scope.Enter(directory, Encoding.UTF8.GetBytes(name), out problem);
    }
}
