using System.Text;

using Fathom.Local;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Cli.Du;

public sealed class DuLinesTests(DuFixture trees)
{
    public static TheoryData<string> OptionSets =>
    [
        "-B1", "-B1 --apparent-size", "-B1 -a", "-B1 -a --apparent-size", "-B1 -x", "-B1 -l", "-B1 -l -a", "-B1 -c", "-B1 -d 2",
        "-B1 -d1 -a", "-B1 -s", "-s", "-k", "-m", "-h", "--si", "-b", "-b -a", "--inodes", "--inodes -a -c", "-B1 -t 8192",
        "-B1 -t -8192", "-B1 --time", "-BM -a", "-B1 --exclude=*.o", "-B1 --exclude=*a*", "-L -B1", "-D -B1 -a", "-h -c -d1",
    ];

    [Theory]
    [MemberData(nameof(OptionSets))]
    public void Lines_are_those_of_gnu_du_on_every_shape(string options)
    {
        foreach (TreeShape shape in Enum.GetValues<TreeShape>())
        {
            // GNU du with -L uses whole paths and ends at PATH_MAX, and matches patterns against them in quadratic time; the odd
            // tree has times past 2262, where 64 bits of nanoseconds end.
            bool isBeyondGnu = shape == TreeShape.Deep && (options.Contains("-L", StringComparison.Ordinal) || options.Contains("exclude", StringComparison.Ordinal));
            bool isBeyondNanoseconds = shape == TreeShape.Odd && options.Contains("--time", StringComparison.Ordinal);
            if (!isBeyondGnu && !isBeyondNanoseconds)
            {
                AssertSameLines($"{options} -0", trees.Tree(shape));
            }
        }
    }

    [Theory]
    [InlineData("-B1")]
    [InlineData("-B1 -a --apparent-size")]
    [InlineData("-B1 -x -l")]
    [InlineData("--inodes -c")]
    public void Lines_are_those_of_gnu_du_on_usr(string options) => AssertSameLines($"{options} -0", "/usr");

    [Fact]
    public void Lines_are_those_of_gnu_du_on_random_odd_trees()
    {
        using TempFolder folder = new();
        for (ulong seed = 1; seed <= 25; seed++)
        {
            // In a folder of its own: the tree has links to the folders above it.
            string tree = folder.At($"{seed}/of/tree");
            Directory.CreateDirectory(folder.At($"{seed}/of"));
            TreeGenerator.Generate(tree, new GenerateOptions { Shape = TreeShape.Odd, Entries = 400 + (long)seed, Seed = seed });
            AssertSameLines("-B1 -a -0", tree);
            if (seed <= 2)
            {
                AssertSameLines("-B1 -0 -L", tree); // it has a link to /usr, so it takes its time
            }
        }
    }

    [Fact]
    public void Directories_follow_their_content_and_siblings_are_sorted_by_name()
    {
        using TempFolder folder = new();
        folder.Write("b/x", "1");
        folder.Write("b.d/y", "1");
        folder.Write("a/z/deep", "1");

        string[] paths = Array.ConvertAll(
            Run(folder.Path, "-a").Lines, line => Path.GetRelativePath(folder.Path, line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]));

        Assert.Equal(["a/z/deep", "a/z", "a", "b/x", "b", "b.d/y", "b.d", "."], paths);
    }

    [Fact]
    public void Two_runs_with_any_number_of_threads_print_the_same_bytes()
    {
        byte[] one = Run(trees.Tree(TreeShape.Odd), "-a", "-0", "-j1").Output;
        for (int threads = 2; threads <= 16; threads *= 2)
        {
            Assert.Equal(one, Run(trees.Tree(TreeShape.Odd), "-a", "-0", $"-j{threads}").Output);
        }
    }

    [Fact]
    public void Roots_that_share_files_and_directories_count_them_once_with_the_first()
    {
        string tree = trees.Tree(TreeShape.Mix);
        string inner = Directory.GetDirectories(tree).Order(StringComparer.Ordinal).First();
        string file = Directory.GetFiles(tree, "*", SearchOption.AllDirectories).First();
        foreach (string[] roots in (string[][])[[tree, inner], [inner, tree], [tree, tree], [file, tree], [tree, file, inner], [file, file]])
        {
            AssertSameLines("-B1 -0 -c", roots);
            AssertSameLines("-B1 -0 -s", roots);
            AssertSameLines("-B1 -0 -l -s", roots);
        }
    }

    [Fact]
    public void Roots_are_shown_as_typed()
    {
        string tree = trees.Tree(TreeShape.Mix);
        AssertSameLines("-B1 -0 -d1", tree + "/");
        AssertSameLines("-B1 -0 -d1", tree + "//");
        AssertSameLines("-B1 -0 -d1", tree + "/../tree");
    }

    [Fact]
    public void Paths_come_from_a_file_of_nul_terminated_names()
    {
        using TempFolder folder = new();
        folder.Write("one/x", "1");
        folder.Write("two\nlines/x", "22");
        string list = folder.Write("list", $"{folder.At("one")}\0{folder.At("two\nlines")}\0{folder.At("missing")}\0\0");

        ShellResult ours = Shell.Run(RepositoryRoot.Binary, "du", "-B1", "-0", $"--files0-from={list}");
        ShellResult gnu = Shell.Run("du", "-B1", "-0", $"--files0-from={list}");

        Assert.Equal(Sorted(gnu.Output), Sorted(ours.Output));
        Assert.Equal(1, ours.ExitCode);
        Assert.Contains("list:4: invalid zero-length file name", ours.Error, StringComparison.Ordinal);
        Assert.Contains("missing': No such file or directory", ours.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_an_ordinary_user_cannot_read_is_an_error_and_not_a_loss()
    {
        using TempFolder folder = TempFolder.OnDisk();
        folder.Write("open/x", "1");
        folder.Write("shut/secret", "1");
        Shell.Run("chmod", "755", folder.Path).EnsureSuccess();
        Shell.Run("chmod", "700", folder.At("shut")).EnsureSuccess();
        Shell.Run("chown", "0:0", folder.At("shut")).EnsureSuccess();

        string[] user = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        string binary = folder.At("fathom"); // The clone may lie where the user cannot go.
        File.Copy(RepositoryRoot.Binary, binary);
        Shell.Run("chmod", "755", binary).EnsureSuccess();
        ShellResult ours = Shell.Run("setpriv", [.. user, binary, "du", "-B1", "-0", folder.Path]);
        ShellResult gnu = Shell.Run("setpriv", [.. user, "du", "-B1", "-0", folder.Path]);

        Assert.Equal(Sorted(gnu.Output), Sorted(ours.Output));
        Assert.Equal(1, ours.ExitCode);
        Assert.Equal($"fathom du: cannot read directory '{folder.At("shut")}': Permission denied\n", ours.Error);
    }

    [Fact]
    public void One_file_system_leaves_out_what_is_mounted()
    {
        using TempFolder folder = new();
        folder.Write("here/x", new string('x', 5000));
        Directory.CreateDirectory(folder.At("mounted"));
        Shell.Run("mount", "-t", "tmpfs", "none", folder.At("mounted")).EnsureSuccess();
        try
        {
            folder.Write("mounted/y", new string('y', 50_000));
            AssertSameLines("-B1 -a -x -0", folder.Path);
            AssertSameLines("-B1 -a -0", folder.Path);
        }
        finally
        {
            Shell.Run("umount", folder.At("mounted"));
        }
    }

    [Fact]
    public void With_a_handful_of_descriptors_a_deep_and_bushy_tree_gives_the_same_lines()
    {
        using TempFolder folder = new();
        // A chain with a second directory at each level: all of them wait while the chain goes down.
        const string Script = "for (1..1500) { mkdir 'leaf'; mkdir 'next'; open(F, '>', 'leaf/f'); print F 'x'; close F; chdir 'next' or die $!; }";
        Shell.Run(new ShellCommand("perl", "-e", Script) { WorkingDirectory = folder.Path }).EnsureSuccess();

        byte[] few = Shell.Run("bash", "-c", $"ulimit -n 64; exec '{RepositoryRoot.Binary}' du -B1 -0 {folder.Path}").EnsureSuccess().Output;

        Assert.Equal(Sorted(Shell.Run("du", "-B1", "-0", folder.Path).Output), Sorted(few));
    }

    private static ShellResult Run(string root, params string[] options) =>
        Shell.Run(RepositoryRoot.Binary, ["du", "-B1", .. options, root]);

    private static void AssertSameLines(string options, params string[] roots)
    {
        string[] arguments = [.. options.Split(' '), "--", .. roots];
        ShellResult gnu = Shell.Run("du", arguments);
        ShellResult ours = Shell.Run(RepositoryRoot.Binary, ["du", .. arguments]);

        string[] expected = Sorted(gnu.Output);
        string[] actual = Sorted(ours.Output);
        if (!expected.SequenceEqual(actual))
        {
            string missing = string.Join('\n', expected.Except(actual).Take(5).Select(Short));
            string added = string.Join('\n', actual.Except(expected).Take(5).Select(Short));
            Assert.Fail($"du {options} {string.Join(' ', roots)}: GNU only:\n{missing}\nours only:\n{added}\n{Short(ours.Error)}");
        }

        Assert.Equal(gnu.ExitCode, ours.ExitCode);
    }

    private static string Short(string line) => line.Length <= 300 ? line : line[..100] + "…" + line[^100..];

    // Latin-1, so that every byte stays one character.
    private static string[] Sorted(byte[] output)
    {
        string[] lines = Encoding.Latin1.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Array.Sort(lines, StringComparer.Ordinal);
        return lines;
    }
}
