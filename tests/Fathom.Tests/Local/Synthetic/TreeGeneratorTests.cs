using System.Diagnostics;
using System.Text;

using Fathom.Local;

using FsCheck;
using FsCheck.Fluent;

using Xunit;

namespace Fathom.Tests.Local.Synthetic;

public sealed class TreeGeneratorTests : IDisposable
{
    // Two parts an entry, each ended by a zero byte, since names hold newlines.
    private const string Fields = "%y %s %m %n %T@ %l\\0%P\\0";

    // Memory where there is some: an ext4 without a journal searches long for inodes that were not deleted just now.
    private readonly string _folder = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"fathom-gen-{Guid.NewGuid():N}");

    public TreeGeneratorTests() => Directory.CreateDirectory(_folder);

    public void Dispose()
    {
        // An ordinary user cannot remove what lies in an unreadable directory.
        Capture("chmod", "-R", "u+rwx", _folder);
        Capture("rm", "-rf", _folder);
    }

    [Theory]
    [InlineData(TreeShape.Mix, 5000)]
    [InlineData(TreeShape.Wide, 5000)]
    [InlineData(TreeShape.Deep, 5000)]
    [InlineData(TreeShape.Flat, 9000)]
    [InlineData(TreeShape.Odd, 5000)]
    public void Entries_are_exact_and_reported(TreeShape shape, long entries)
    {
        string tree = Tree("t");
        GenerateSummary summary = TreeGenerator.Generate(tree, new GenerateOptions { Shape = shape, Entries = entries });

        Assert.Equal(entries, summary.Entries);
        Assert.Equal(entries, Count(tree));
        Assert.Equal(Count(tree, "-type", "d"), summary.Directories);
    }

    [Fact]
    public void Any_shape_has_any_number_of_entries()
    {
        int run = 0;
        Prop.ForAll(
            ArbMap.Default.ArbFor<TreeShape>(),
            Gen.Choose(0, 700).ToArbitrary(),
            ArbMap.Default.ArbFor<ulong>(),
            (shape, entries, seed) =>
            {
                string tree = Tree($"p{run++}");
                TreeGenerator.Generate(tree, new GenerateOptions { Shape = shape, Entries = entries, Seed = seed });
                return Count(tree) == entries;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Theory]
    [InlineData(TreeShape.Mix)]
    [InlineData(TreeShape.Wide)]
    [InlineData(TreeShape.Deep)]
    [InlineData(TreeShape.Flat)]
    [InlineData(TreeShape.Odd)]
    public void Tree_does_not_depend_on_threads(TreeShape shape)
    {
        GenerateOptions options = new() { Shape = shape, Entries = 9000, Seed = 7 };
        TreeGenerator.Generate(Tree("one"), options with { Workers = 1 });
        TreeGenerator.Generate(Tree("many"), options with { Workers = 8 });

        Assert.Equal(Listing(Tree("one")), Listing(Tree("many")));
    }

    [Fact]
    public void Contents_depend_on_the_seed_alone()
    {
        GenerateOptions options = new() { Shape = TreeShape.Mix, Entries = 2000, Seed = 3 };
        TreeGenerator.Generate(Tree("a"), options);
        TreeGenerator.Generate(Tree("b"), options);
        TreeGenerator.Generate(Tree("c"), options with { Seed = 4 });

        Assert.Empty(Capture("diff", "-r", "--no-dereference", Tree("a"), Tree("b")));
        Assert.NotEqual(Listing(Tree("a")), Listing(Tree("c")));
    }

    [Fact]
    public void Chain_of_5000_levels_goes_far_beyond_the_longest_path()
    {
        string tree = Tree("deep");
        GenerateSummary summary = TreeGenerator.Generate(tree, new GenerateOptions { Shape = TreeShape.Deep, Entries = 15_000 });

        Assert.Equal(5000, summary.Directories);
        Assert.Equal(5000, Depth(tree));
        Assert.Equal(15_000, Count(tree));
    }

    [Fact]
    public void Levels_of_a_chain_can_be_chosen()
    {
        string tree = Tree("deep");
        GenerateOptions options = new() { Shape = TreeShape.Deep, Entries = 1001, Levels = 10 };
        TreeGenerator.Generate(tree, options);

        Assert.Equal(10, Count(tree, "-type", "d"));
        Assert.Equal(1001, Count(tree));
    }

    [Fact]
    public void Mix_is_skewed_and_has_links()
    {
        string tree = Tree("mix");
        GenerateSummary summary = TreeGenerator.Generate(tree, new GenerateOptions { Entries = 20_000 });

        Assert.Equal(20_000 / 19, summary.Directories);
        Assert.InRange(Depth(tree), 4, 13);
        Assert.True(Count(tree, "-type", "l") > 100);
        Assert.True(Count(tree, "-type", "f", "-links", "+1") > 50);
        Assert.True(summary.WrittenBytes > 0 && summary.ApparentBytes > 10 * summary.WrittenBytes);
    }

    [Fact]
    public void Odd_has_every_kind_of_entry()
    {
        string tree = Tree("odd");
        TreeGenerator.Generate(tree, new GenerateOptions { Shape = TreeShape.Odd, Entries = 2000 });

        foreach (string kind in (string[])["f", "d", "l", "p", "s"])
        {
            Assert.True(Count(tree, "-type", kind) > 0, kind);
        }

        Assert.True(Environment.UserName != "root" || Count(tree, "-type", "b") + Count(tree, "-type", "p") > 0);
        Assert.Equal(1, Count(tree, "-type", "d", "-name", ".snapshot"));
        Assert.True(Count(tree, "-lname", "no such*") > 0, "dangling symlinks");
        Assert.True(Count(tree, "-type", "d", "-empty") > 0, "empty directories");
        Assert.True(Count(tree, "-perm", "-4000") > 0, "set-user-id");
        Assert.True(Count(tree, "-type", "d", "-perm", "-1000") > 0, "sticky directories");
        Assert.True(Count(tree, "-type", "f", "-links", "+1") > 0, "hard links");
        Assert.True(Count(tree, "-not", "-newermt", "1969-12-31") > 0, "before 1970");
        Assert.True(Count(tree, "-newermt", "2038-01-20") > 0, "after 2038");
        Assert.True(Count(tree, "-name", "*\n*") > 0, "newlines");
        Assert.True(Depth(tree) > 40, "a deep branch");
    }

    [Fact]
    public void Odd_has_names_that_are_not_UTF8_and_names_of_255_bytes()
    {
        TreeGenerator.Generate(Tree("odd"), new GenerateOptions { Shape = TreeShape.Odd, Entries = 1000 });

        byte[][] names = Split(Capture("find", Tree("odd"), "-mindepth", "1", "-printf", "%f\\0"));
        UTF8Encoding strict = new(false, throwOnInvalidBytes: true);
        Assert.Contains(names, name => name.Length == 255);
        Assert.Contains(names, name => Record.Exception(() => strict.GetString(name)) is not null);
        Assert.Contains(names, name => name.AsSpan().SequenceEqual("caf\u00E9"u8));
        Assert.Contains(names, name => name.AsSpan().SequenceEqual("cafe\u0301"u8));
        Assert.Contains(names, name => name.AsSpan().StartsWith("-"u8));
    }

    [Fact]
    public void Unreadable_directories_come_only_on_request()
    {
        GenerateOptions options = new() { Shape = TreeShape.Odd, Entries = 3000 };
        TreeGenerator.Generate(Tree("readable"), options);
        TreeGenerator.Generate(Tree("unreadable"), options with { UnreadableDirectories = true });

        Assert.Equal(0, Count(Tree("readable"), "-type", "d", "-not", "-perm", "-0500"));
        Assert.NotEmpty(Split(Capture("find", Tree("unreadable"), "-type", "d", "-perm", "000", "-prune", "-printf", "x\\0")));
    }

    [Fact]
    public void Empty_directory_is_filled_and_another_refused()
    {
        string tree = Directory.CreateDirectory(Tree("t")).FullName;
        GenerateOptions options = new() { Entries = 10 };
        TreeGenerator.Generate(tree, options);

        FathomException refused = Assert.Throws<FathomException>(() => TreeGenerator.Generate(tree, options));
        Assert.Equal(Errno.ENOTEMPTY, refused.Errno);
        Assert.Equal(tree, Encoding.UTF8.GetString(refused.Path));
        Assert.Equal(10, Count(tree));
    }

    [Fact]
    public void Missing_parent_is_an_error_with_path_and_errno()
    {
        string tree = Path.Combine(_folder, "no", "parent");
        FathomException missing = Assert.Throws<FathomException>(() => TreeGenerator.Generate(tree, new GenerateOptions()));
        Assert.Equal(Errno.ENOENT, missing.Errno);
        Assert.Equal(tree, Encoding.UTF8.GetString(missing.Path));
    }

    [Fact]
    public void Cancellation_ends_the_run()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => TreeGenerator.Generate(Tree("t"), new GenerateOptions(), source.Token));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GenerateOptions { Entries = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GenerateOptions { Workers = 1025 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GenerateOptions { Shape = (TreeShape)9 });
    }

    private static long Count(string tree, params string[] tests) =>
        Capture("find", [tree, "-mindepth", "1", .. tests, "-printf", "x"]).LongLength;

    private static long Depth(string tree)
    {
        byte[][] depths = Split(Capture("find", tree, "-type", "d", "-printf", "%d\\0"));
        return depths.Max(depth => long.Parse(Encoding.ASCII.GetString(depth)));
    }

    // Entries in an order that does not depend on creation, with all that must be the same.
    private static List<string> Listing(string tree)
    {
        byte[][] parts = Split(Capture("find", tree, "-printf", Fields));
        List<string> lines = [];
        for (int i = 0; i + 1 < parts.Length; i += 2)
        {
            // Sizes of directories depend on the order of creation.
            string fields = Encoding.Latin1.GetString(parts[i]);
            string[] words = fields.Split(' ', 3);
            lines.Add(Encoding.Latin1.GetString(parts[i + 1]) + (words[0] == "d" ? $" d {words[2]}" : $" {fields}"));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static byte[][] Split(byte[] text)
    {
        List<byte[]> parts = [];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        return [.. parts];
    }

    private static byte[] Capture(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return output.ToArray();
    }

    private string Tree(string name) => Path.Combine(_folder, name);
}
