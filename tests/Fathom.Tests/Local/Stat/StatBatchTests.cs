using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Local.Stat;

[SupportedOSPlatform("linux")]
public sealed class StatBatchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TreeShape.Odd, 3000, 1)]
    [InlineData(TreeShape.Odd, 3000, 4)]
    [InlineData(TreeShape.Mix, 5000, 8)]
    [InlineData(TreeShape.Flat, 5000, 8)]
    public void Attributes_are_those_of_stat_in_the_order_of_the_paths(TreeShape shape, long entries, int workers)
    {
        string tree = Generate(shape, entries);
        byte[][] paths = Shuffled(Find(tree));

        StatResult[] results = StatBatch.Run(Memories(paths), new StatBatchOptions { Workers = workers });

        string[] expected = StatCommand(paths);
        Assert.Equal(paths.Length, expected.Length);
        Assert.All(results, result => Assert.Equal(Errno.None, result.Errno));
        Assert.Equal(expected, results.Select(result => Describe(result.Stat)));
    }

    [Fact]
    public void Any_paths_get_what_lstat_or_stat_gives()
    {
        Shell.Run(new ShellCommand("bash", "-c", """
            mkdir -p d/e/f; echo x >d/file; ln -s d dl; ln -s missing dangling; ln -s loop1 loop2; ln -s loop2 loop1
            ln -s file d/fl; mkfifo d/e/p; ln d/file d/e/hard
            """) { WorkingDirectory = _folder.Path }).EnsureSuccess();
        string[] parts = ["d", "e", "f", "file", "fl", "dl", "dangling", "loop1", "p", "hard", "missing", "..", ".", "", "", new('n', 255), new('n', 256)];
        Gen<byte[]> path =
            from names in Gen.Elements(parts).ListOf()
            from cut in Gen.Choose(0, 5)
            from isRelative in Gen.Elements(true, false)
            select Encoding.UTF8.GetBytes((isRelative ? Relative(_folder.Path) : _folder.Path) + "/" + string.Join('/', names.Take(cut)));
        Prop.ForAll(
            path.ListOf().ToArbitrary(),
            ArbMap.Default.ArbFor<bool>(),
            Gen.Elements(1, 2, 5).ToArbitrary(),
            (paths, follow, workers) =>
            {
                // Twenty times over, so that directories are shared by stretches, and every path has duplicates.
                byte[][] all = [.. Enumerable.Repeat(paths, 20).SelectMany(list => list)];
                StatResult[] results = StatBatch.Run(Memories(all), new StatBatchOptions { FollowLinks = follow, Workers = workers });
                return results.Zip(all).All(pair => (pair.First.Errno, pair.First.Stat.Id) == LibcStat.Read(pair.Second, follow));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("./")]
    [InlineData("/.")]
    [InlineData("/usr/")]
    [InlineData("//usr//bin//")]
    [InlineData("/etc/passwd/")]
    [InlineData("/etc/passwd/x")]
    [InlineData("/proc/self/")]
    [InlineData("/proc/self")]
    [InlineData("/nowhere/x")]
    public void Special_paths_get_what_lstat_gives(string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        StatResult result = StatBatch.Run([bytes])[0];
        Assert.Equal(LibcStat.Read(bytes, false), (result.Errno, result.Stat.Id));
        Assert.Equal(result.Errno, PathStat.Read(bytes, NodeAttributes.All, false, out NodeAttributes stat));
        Assert.Equal(result.Stat.Id, stat.Id);
    }

    [Fact]
    public void A_zero_byte_is_an_error_of_that_path_alone()
    {
        StatResult[] results = StatBatch.Run(["/u\0sr"u8.ToArray(), "/usr"u8.ToArray(), "/usr\0/bin"u8.ToArray()]);
        Assert.Equal([Errno.EINVAL, Errno.None, Errno.EINVAL], results.Select(result => result.Errno));
    }

    [Fact]
    public void A_directory_without_search_permission_gives_what_lstat_gives()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can become nobody");
        Shell.Run(new ShellCommand("bash", "-c", """
            mkdir -p closed/sub listed; for i in 1 2 3 4 5; do touch closed/$i closed/sub/$i listed/$i; done
            chmod 700 closed; chmod 711 listed; chmod 755 .
            """) { WorkingDirectory = _folder.Path }).EnsureSuccess();
        byte[][] paths = [.. Find(_folder.Path), .. Enumerable.Range(0, 5).Select(i => Encoding.UTF8.GetBytes(_folder.At($"closed/missing{i}")))];
        LibcStat.AsNobody(() =>
        {
            StatResult[] results = StatBatch.Run(Memories(paths), new StatBatchOptions { Workers = 1 });
            Assert.Contains(results, result => result.Errno == Errno.EACCES);
            Assert.Equal(paths.Select(path => LibcStat.Read(path, false)), results.Select(result => (result.Errno, result.Stat.Id)));
        });
    }

    [Fact]
    public void Paths_past_path_max_are_found()
    {
        string tree = Generate(TreeShape.Deep, 9000);
        using LocalTree local = LocalTree.Open(tree);
        TreeListing listing = TreeListing.Collect(local, StatMask.Size | StatMask.Mtime);
        ReadOnlyMemory<byte>[] paths = [.. listing.Select(entry => (ReadOnlyMemory<byte>)entry.GetPath())];
        Assert.True(paths.Max(path => path.Length) > 4 * 4096);

        StatResult[] results = StatBatch.Run(paths);

        Assert.Equal(
            listing.Select(entry => (Errno.None, entry.Inode, entry.Size, entry.Mtime)),
            results.Select(result => (result.Errno, result.Stat.Inode, result.Stat.Size, result.Stat.Mtime)));
        byte[] missing = [.. listing[listing.Count - 1].GetPath(), .. "/x"u8];
        byte[] tooLong = [.. listing[0].GetPath(), .. "/"u8, .. Enumerable.Repeat((byte)'n', 5000), .. "/x"u8];
        byte[] slashes = [.. listing[0].GetPath(), .. Enumerable.Repeat((byte)'/', 9000)];
        Assert.Equal(
            [Errno.ENOTDIR, Errno.ENAMETOOLONG, Errno.None],
            StatBatch.Run([missing, tooLong, slashes]).Select(result => result.Errno));
    }

    [Fact]
    public void Each_path_is_examined_once_and_each_parent_is_one_group()
    {
        Prop.ForAll(
            Gen.Elements("a/x", "a/y", "b/x", "x", "/x", "a//x", "a/b/x", "/", "").ListOf().ToArbitrary(),
            paths =>
            {
                StatPlan plan = new([.. paths.Select(path => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(path))]);
                // Slashes between parent and name do not tell paths apart.
                paths = [.. paths.Select(path => path.Replace("//", "/", StringComparison.Ordinal))];
                bool once = plan.Order.Select(number => paths[number]).Distinct().Count() == plan.Order.Length
                    && plan.Order.Length == paths.Distinct().Count();
                bool answered = Enumerable.Range(0, paths.Count).All(i => plan.SameAs[i] < 0
                    ? plan.Order.Contains(i)
                    : plan.SameAs[i] < i && paths[plan.SameAs[i]] == paths[i] && plan.Order.Contains(plan.SameAs[i]));
                int[] groups = [.. Enumerable.Range(0, plan.Order.Length).Select(plan.GroupAt)];
                bool grouped = groups.Zip(groups.Skip(1)).Count(pair => pair.First != pair.Second) + 1 == groups.Distinct().Count();
                return once && answered && (grouped || groups.Length == 0);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Cancellation_is_a_result_and_never_an_exception()
    {
        byte[][] paths = Find(Generate(TreeShape.Mix, 20_000));
        StatResult[] none = StatBatch.Run(Memories(paths), null, new CancellationToken(canceled: true));
        Assert.All(none, result => Assert.Equal(Errno.ECANCELED, result.Errno));

        for (int round = 0; round < 20; round++)
        {
            using CancellationTokenSource source = new();
            source.CancelAfter(TimeSpan.FromMilliseconds(round));
            StatResult[] some = StatBatch.Run(Memories(paths), null, source.Token);
            Assert.All(some, result => Assert.True(
                result.Errno == Errno.ECANCELED ? result.Stat == default : result.IsFound && result.Stat.Inode != 0));
        }
    }

    [Fact]
    public void No_paths_give_no_results() => Assert.Empty(StatBatch.Run([]));

    [Fact]
    public void Results_must_fit_the_paths() =>
        Assert.Throws<ArgumentException>(() => StatBatch.Run(["/"u8.ToArray()], new StatResult[2]));

    [Fact]
    public void No_descriptor_stays_open()
    {
        byte[][] paths = Find(Generate(TreeShape.Flat, 3000));
        using CancellationTokenSource source = new();
        StatBatch.Run(Memories(paths), new StatBatchOptions { Workers = 8 });
        source.CancelAfter(1);
        StatBatch.Run(Memories(paths), new StatBatchOptions { Workers = 8 }, source.Token);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget),
            target => target?.StartsWith(_folder.Path, StringComparison.Ordinal) == true);
    }

    internal static byte[][] Find(string tree)
    {
        byte[] output = Shell.Run("find", tree, "-print0").EnsureSuccess().Output;
        return [.. Split(output)];
    }

    internal static ReadOnlyMemory<byte>[] Memories(byte[][] paths) => [.. paths.Select(path => (ReadOnlyMemory<byte>)path)];

    private static IEnumerable<byte[]> Split(byte[] output)
    {
        for (int from = 0; from < output.Length;)
        {
            int end = Array.IndexOf(output, (byte)0, from);
            yield return output[from..end];
            from = end + 1;
        }
    }

    private static string[] StatCommand(byte[][] paths)
    {
        byte[] output = Shell.Run(new ShellCommand("xargs", "-0", "stat", "--printf", @"%f %h %u %g %i %d %t %T %s %b %.9X %.9Y %.9Z\0")
        {
            Input = paths.SelectMany(path => path.Append((byte)0)).ToArray(),
        }).EnsureSuccess().Output;
        return [.. Split(output).Select(line => Clamp(Encoding.UTF8.GetString(line)))];
    }

    private static string Describe(NodeAttributes stat) => string.Create(
        CultureInfo.InvariantCulture,
        $"{stat.Mode:x} {stat.Links} {stat.Uid} {stat.Gid} {stat.Inode} {stat.Device} {Major(stat.RawDevice):x} {Minor(stat.RawDevice):x} {stat.Size} {stat.Allocated / 512} {Time(stat.Atime)} {Time(stat.Mtime)} {Time(stat.Ctime)}");

    private static ulong Major(ulong device) => ((device >> 8) & 0xfff) | ((device >> 32) & ~0xffful);

    private static ulong Minor(ulong device) => (device & 0xff) | ((device >> 12) & ~0xfful);

    // The years before 1678 and after 2262 do not fit 64 bits of nanoseconds.
    private static string Clamp(string line)
    {
        string[] words = line.Split(' ');
        for (int i = words.Length - 3; i < words.Length; i++)
        {
            decimal seconds = decimal.Parse(words[i], CultureInfo.InvariantCulture);
            words[i] = Time((long)Math.Clamp(seconds * 1_000_000_000m, long.MinValue, long.MaxValue));
        }

        return string.Join(' ', words);
    }

    // stat(1) writes seconds rounded down, and then the nanoseconds, also before 1970: -1.5 is "-1.500000000".
    private static string Time(long ns)
    {
        decimal seconds = ns / 1_000_000_000m;
        return seconds.ToString("F9", CultureInfo.InvariantCulture);
    }

    private static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);

    private static byte[][] Shuffled(byte[][] paths)
    {
        new Random(7).Shuffle(paths);
        return paths;
    }

    private string Generate(TreeShape shape, long entries)
    {
        string tree = _folder.At("t");
        TreeGenerator.Generate(tree, new GenerateOptions { Shape = shape, Entries = entries });
        return tree;
    }
}
