using Fathom.Cli;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

/// <summary>Which command lines mean the same transfer.</summary>
public sealed class JournalKeyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-a -v --bwlimit=10 -P --stats --timeout=3")]
    [InlineData("--archive")]
    [InlineData("-aq --no-bwlimit -W --json")]
    public void What_is_printed_and_how_fast_it_goes_does_not_matter(string options) => Assert.Equal(KeyOf("-a"), KeyOf(options));

    [Theory]
    [InlineData("-r")]
    [InlineData("-a --delete")]
    [InlineData("-a --no-p")]
    [InlineData("-a --exclude=x")]
    [InlineData("-a --exclude=xy")]
    [InlineData("-a --include=x")]
    [InlineData("-a --fsync")]
    [InlineData("-a --partial-dir=p")]
    [InlineData("-a -b --suffix=p")]
    public void What_is_done_does(string options)
    {
        Assert.NotEqual(KeyOf("-a"), KeyOf(options));
        Assert.Equal(KeyOf(options), KeyOf(options));
    }

    [Fact]
    public void The_order_of_options_that_have_one_matters() => Assert.NotEqual(KeyOf("--include=a --exclude=b"), KeyOf("--exclude=b --include=a"));

    [Theory]
    [InlineData("/a/", "/b", true)]
    [InlineData("/a/.", "/b/", true)]
    [InlineData("/x/../a/", "/b", true)]
    [InlineData("/a", "/b", false)]
    [InlineData("/c/", "/b", false)]
    [InlineData("/a/", "/c", false)]
    [InlineData("nfs://host/a/", "/b", false)]
    [InlineData("vault:/a/", "/b", false)]
    public void Roots_are_the_same_however_they_are_written(string source, string target, bool isSame) =>
        Assert.Equal(isSame, KeyOf("-a", "/a/", "/b").AsSpan().SequenceEqual(KeyOf("-a", source, target)));

    [Theory]
    [InlineData("--exclude-from=")]
    [InlineData("--include-from=")]
    [InlineData("--files-from=")]
    [InlineData("--filter=merge ")]
    public void What_files_hold_that_options_name_matters(string option)
    {
        string file = _folder.Write("file", "- a\n");
        byte[] before = KeyOf([option + file]);
        Assert.Equal(before, KeyOf([option + file]));

        File.WriteAllText(file, "- b\n");

        Assert.NotEqual(before, KeyOf([option + file]));
    }

    private static byte[] KeyOf(string options, string source = "/a/", string target = "/b") => KeyOf(options.Split(' '), source, target);

    private static byte[] KeyOf(string[] options, string source = "/a/", string target = "/b")
    {
        TransferSettings settings = TransferArguments.Read(options);
        using JournalKey key = new();
        TransferFilters.Build(settings, key);
        TransferFilters.ReadFiles(settings, key);
        key.Add(new TransferInvocation
        {
            Command = "fathom test",
            IsPlan = false,
            Settings = settings,
            Source = source,
            Target = target,
            Roots = new RootOptions(),
            Deciding = TransferArguments.ReadDeciding(options),
        });
        return key.End();
    }
}
