using System.Globalization;
using System.Text;
using System.Text.Json;

using Fathom.Local;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Cli.Du;

public sealed class DuJsonTests(DuFixture trees)
{
    [Theory]
    [InlineData(TreeShape.Mix, "-a")]
    [InlineData(TreeShape.Odd, "-a")]
    [InlineData(TreeShape.Deep, "-l")]
    public void The_tree_has_the_paths_and_numbers_of_the_lines(TreeShape shape, string option)
    {
        string tree = trees.Tree(shape);

        ShellResult json = Shell.Run(RepositoryRoot.Binary, "du", "--json", option, tree).EnsureSuccess();
        ShellResult lines = Shell.Run(RepositoryRoot.Binary, "du", "-B1", "-0", option, tree).EnsureSuccess();

        using JsonDocument document = Parse(json);
        List<string> found = [];
        foreach (JsonElement root in document.RootElement.GetProperty("roots").EnumerateArray())
        {
            Flatten(root, found);
        }

        string[] expected = Encoding.Latin1.GetString(lines.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected.Length, found.Count);
        Assert.True(expected.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)));
        string whole = expected[^1][..expected[^1].IndexOf('\t', StringComparison.Ordinal)];
        Assert.Equal(whole, Number(document.RootElement.GetProperty("total"), "allocated"));
        Assert.Empty(document.RootElement.GetProperty("errors").EnumerateArray());
        Assert.False(document.RootElement.GetProperty("partial").GetBoolean());
    }

    [Fact]
    public void Errors_are_listed_with_their_paths_as_text_and_as_bytes()
    {
        using TempFolder folder = new();
        folder.Write("here", "1");

        ShellResult result = Shell.Run("bash", "-c", $"cd {folder.Path}; {RepositoryRoot.Binary} du --json here missing $'gone\\xff'");

        Assert.Equal(1, result.ExitCode);
        using JsonDocument document = Parse(result);
        JsonElement[] errors = [.. document.RootElement.GetProperty("errors").EnumerateArray()];
        Assert.Equal(["missing", "gone\uFFFD"], errors.Select(static error => error.GetProperty("path").GetString()!));
        Assert.All(errors, static error => Assert.Equal((int)Errno.ENOENT, error.GetProperty("errno").GetInt32()));
        Assert.All(errors, static error => Assert.Equal("No such file or directory", error.GetProperty("message").GetString()));
        Assert.False(errors[0].TryGetProperty("path_b64", out _));
        Assert.Equal([.. "gone"u8, 0xff], errors[1].GetProperty("path_b64").GetBytesFromBase64());
        Assert.Single(document.RootElement.GetProperty("roots").EnumerateArray());
    }

    [Fact]
    public void A_depth_cuts_the_tree_and_not_the_numbers()
    {
        string tree = trees.Tree(TreeShape.Mix);
        using JsonDocument whole = Parse(Shell.Run(RepositoryRoot.Binary, "du", "--json", tree));
        using JsonDocument cut = Parse(Shell.Run(RepositoryRoot.Binary, "du", "--json", "-s", tree));

        JsonElement root = Assert.Single(cut.RootElement.GetProperty("roots").EnumerateArray());
        Assert.False(root.TryGetProperty("children", out _));
        Assert.Equal(tree, root.GetProperty("name").GetString());
        Assert.Equal("d", root.GetProperty("type").GetString());
        foreach (string number in (string[])["size", "allocated", "entries", "directories"])
        {
            Assert.Equal(Number(whole.RootElement.GetProperty("total"), number), Number(root, number));
        }
    }

    private static JsonDocument Parse(ShellResult result) =>
        JsonDocument.Parse(result.Output, new JsonDocumentOptions { MaxDepth = 1_000_000 });

    // A line of du for each node; the tree may be deeper than a thread's stack.
    private static void Flatten(JsonElement root, List<string> lines)
    {
        Stack<(JsonElement Node, string Parent)> open = new([(root, "")]);
        while (open.TryPop(out (JsonElement Node, string Parent) top))
        {
            byte[] name = top.Node.TryGetProperty("name_b64", out JsonElement exact)
                ? exact.GetBytesFromBase64()
                : Encoding.UTF8.GetBytes(top.Node.GetProperty("name").GetString()!);
            string path = top.Parent + (top.Parent.Length > 0 ? "/" : "") + Encoding.Latin1.GetString(name);
            lines.Add($"{Number(top.Node, "allocated")}\t{path}");
            if (top.Node.TryGetProperty("children", out JsonElement children))
            {
                foreach (JsonElement child in children.EnumerateArray())
                {
                    open.Push((child, path));
                }
            }
        }
    }

    private static string Number(JsonElement node, string name) =>
        node.GetProperty(name).GetInt64().ToString(CultureInfo.InvariantCulture);
}
