using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Cli.Vault;

/// <summary>Commands that change a vault, killed at random moments: what was whole stays whole, and a check can tell what is left over.</summary>
[SupportedOSPlatform("linux")]
public sealed class VaultKillTests : IDisposable
{
    private const int KillsOfEach = 50;
    private const string FirstPassword = "correct horse";

    private static readonly string s_long = new('l', 200);

    private readonly VaultFolder _vault = new();
    private readonly TempFolder _folder = new();
    private readonly Random _random = new(41);
    private string _password = FirstPassword;
    private int _serial;

    public VaultKillTests()
    {
        DirectoryId kept = _vault.Writer.MakeDirectory(VaultFolder.Root, "kept");
        _vault.Writer.MakeFile(kept, "a", Noise(70_000));
        _vault.Writer.MakeFile(kept, s_long, Noise(10));
        _vault.Writer.MakeLink(kept, "link"u8, "a"u8);
        _vault.Writer.MakeDirectory(kept, "empty");
    }

    public void Dispose()
    {
        _vault.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_killed_put_leaves_every_file_old_or_new()
    {
        Dictionary<string, string> before = ReadKnown();
        RunKills(kill =>
        {
            string source = MakeSource();
            Dictionary<string, string> wanted = ReadSource(source);
            bool isKilled = kill("put", "-q", _vault.Writer.Folder, source + "/.", "/kept");

            Dictionary<string, string> after = ReadKnown();
            foreach ((string path, string content) in after.Where(static entry => !IsPart(entry.Key)))
            {
                bool isOld = before.TryGetValue(path, out string? old) && old == content;
                Assert.True(isOld || (wanted.TryGetValue(path, out string? fresh) && fresh == content), $"{path} is neither old nor new");
            }

            Assert.All(before.Keys.Where(static path => !IsPart(path)), path => Assert.Contains(path, after));
            Assert.All(wanted.Keys.Where(_ => !isKilled), path => Assert.Equal(wanted[path], after[path]));
            Assert.InRange(after.Keys.Count(path => IsPart(path) && !before.ContainsKey(path)), 0, isKilled ? 4 : 0);
            before = after;
            Directory.Delete(source, recursive: true);
        });
    }

    [Fact]
    public void A_killed_mv_leaves_the_old_name_or_the_new_one()
    {
        RunKills(kill =>
        {
            Dictionary<string, string> before = Read();
            string[] paths = [.. before.Keys.Order(StringComparer.Ordinal)];
            string from = paths[_random.Next(paths.Length)];

            // Such a directory may be left under both names, which is no damage, and two paths for each thing in it. Every step of that is cut off elsewhere.
            bool isLongDirectory = before[from] == "directory" && from.Length - from.LastIndexOf('/') > 140;
            _serial++;
            string to = (isLongDirectory ? 0 : _serial % 3) switch
            {
                0 => $"/moved {_serial}",
                1 => $"/{s_long}{_serial}",
                _ => before.ContainsKey("/kept") && from != "/kept" ? $"/kept/{s_long[..((_serial % 150) + 1)]}{_serial}" : $"/again {_serial}",
            };
            kill("mv", _vault.Writer.Folder, from, to);

            Dictionary<string, string> after = Read();
            string[] moved = [.. before.Keys.Where(path => path == from || path.StartsWith(from + "/", StringComparison.Ordinal))];
            Assert.All(before.Keys.Except(moved), path => Assert.Equal(before[path], after[path]));
            Assert.All(moved, path => Assert.Equal(before[path], after.GetValueOrDefault(to + path[from.Length..]) ?? after.GetValueOrDefault(path)));
            Assert.All(after.Keys.Except(before.Keys), path => Assert.StartsWith(to, path, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_killed_rm_takes_nothing_else_and_leaves_nothing_half()
    {
        Dictionary<string, string> kept = ReadKnown();
        RunKills(kill =>
        {
            string source = MakeSource();
            Shell.Run(Command("put", "-q", _vault.Writer.Folder, source, "/doomed")).EnsureSuccess();
            Directory.Delete(source, recursive: true);
            Dictionary<string, string> before = ReadKnown();
            bool isKilled = kill("rm", "-r", _vault.Writer.Folder, "/doomed");

            Dictionary<string, string> after = ReadKnown();
            Assert.All(kept, entry => Assert.Equal(entry.Value, after[entry.Key]));
            Assert.All(after, entry => Assert.Equal(before[entry.Key], entry.Value));
            if (isKilled && after.ContainsKey("/doomed"))
            {
                Shell.Run(Command("rm", "-r", _vault.Writer.Folder, "/doomed")).EnsureSuccess();
            }

            Assert.Equal(kept, ReadKnown());
        });
    }

    [Fact]
    public void A_killed_passwd_leaves_one_password_that_opens_the_vault()
    {
        Dictionary<string, string> before = Read();
        RunKills(kill =>
        {
            string old = _password;
            string next = $"password {_serial}";
            kill("passwd", _vault.Writer.Folder);

            _serial++;
            string[] opening = [.. new[] { old, next }.Where(Opens)];
            _password = Assert.Single(opening);
            Assert.Equal(before, Read());
        });
    }

    private static bool IsPart(string path) => path.Contains("/.fathom-", StringComparison.Ordinal);

    private static byte[] Noise(int length) => RandomNumberGenerator.GetBytes(length);

    // Files of all kinds of names and sizes, under names of which the vault has some already.
    private string MakeSource()
    {
        string source = _folder.At($"source {_serial++}");
        Directory.CreateDirectory(Path.Combine(source, "sub"));
        foreach ((string name, int size) in new[] { ("a", 300_000), (s_long, 40_000), ("sub/b", 5), ("sub/" + s_long, 0), ("c", 100_000), ("d", 1) })
        {
            File.WriteAllBytes(Path.Combine(source, name), Noise(size));
        }

        File.CreateSymbolicLink(Path.Combine(source, "sub", "link"), "../a");
        return source;
    }

    // Changes until enough of them were killed in the middle; after each the vault is checked, and repaired.
    private void RunKills(Action<Kill> change)
    {
        TimeSpan elapsed = TimeSpan.Zero;
        int kills = 0;
        for (int run = 0; kills < KillsOfEach; run++)
        {
            Assert.True(run < 40 * KillsOfEach, "it ends before it can be killed");
            change((command, arguments) =>
            {
                TimeSpan? delay = run == 0 ? null : elapsed * _random.NextDouble();
                long start = Stopwatch.GetTimestamp();
                bool isKilled = RunAndKill(Command(command, arguments), delay);
                elapsed = isKilled ? elapsed : Stopwatch.GetElapsedTime(start);
                kills += isKilled ? 1 : 0;
                return isKilled;
            });
            AssertSound(repairs: true);
            AssertSound(repairs: false);
        }
    }

    private ShellCommand Command(string command, params string[] arguments) => new(RepositoryRoot.Binary, ["vault", command, .. arguments])
    {
        Environment = new Dictionary<string, string?> { ["FATHOM_PASSWORD"] = _password, ["FATHOM_NEW_PASSWORD"] = $"password {_serial}" },
    };

    /// <returns>Whether it was killed, and did not end before.</returns>
    private static bool RunAndKill(ShellCommand command, TimeSpan? delay)
    {
        ProcessStartInfo start = new(command.File, command.Arguments) { RedirectStandardError = true };
        foreach ((string name, string? value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        if (delay is not null && !process.WaitForExit(delay.Value))
        {
            process.Kill();
        }

        Assert.True(process.WaitForExit(60_000), "it hangs");
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.ExitCode is 0 or 137, $"exit {process.ExitCode}: {error}");
        return process.ExitCode == 137;
    }

    // What a kill may leave is told as what it is: never as damage, and never what a repair cannot deal with.
    private void AssertSound(bool repairs)
    {
        List<string> findings = [];
        using VaultCheck check = VaultCheck.Open(
            LocalTree.Open(_vault.Writer.Folder), Encoding.UTF8.GetBytes(_password), new VaultCheckOptions { ReadsData = true, Repairs = repairs });
        check.Run(finding =>
        {
            bool isLeftOver = repairs && finding.Kind is VaultFindingKind.Leftover or VaultFindingKind.EmptyOrphan or VaultFindingKind.DuplicateDirectoryId;
            bool isInterrupted = IsPart(Encoding.UTF8.GetString(finding.ClearPath.Span));
            if (finding.Severity != VaultFindingSeverity.Information && !isLeftOver && !isInterrupted)
            {
                findings.Add($"{finding.Kind} {Encoding.UTF8.GetString(finding.StoredPath.Span)} {finding.Detail} {finding.Outcome}");
            }
        });
        Assert.Empty(findings);
    }

    private bool Opens(string password)
    {
        try
        {
            using VaultTree tree = VaultTree.Open(LocalTree.Open(_vault.Writer.Folder), Encoding.UTF8.GetBytes(password));
            return true;
        }
        catch (VaultException failure) when (failure.Kind == VaultErrorKind.WrongPassword)
        {
            return false;
        }
    }

    // Every path of the vault below the root, and what is there.
    private Dictionary<string, string> Read()
    {
        using VaultTree tree = VaultTree.Open(LocalTree.Open(_vault.Writer.Folder), Encoding.UTF8.GetBytes(_password));
        using IContentNode root = tree.Root();
        return ReadBelow(root);
    }

    // A node that was about to be removed when the kill came may have been the only one, so a repair keeps it there.
    private Dictionary<string, string> ReadKnown() =>
        Read().Where(static entry => !entry.Key.StartsWith("/LOST+FOUND", StringComparison.Ordinal)).ToDictionary();

    private static Dictionary<string, string> ReadSource(string source)
    {
        using LocalTree tree = LocalTree.Open(source);
        using IContentNode root = tree.Root();
        return ReadBelow(root).ToDictionary(static entry => "/kept" + entry.Key, static entry => entry.Value);
    }

    private static Dictionary<string, string> ReadBelow(IContentNode root)
    {
        Dictionary<string, string> found = [];
        Read(root, "", found);
        return found;
    }

    private static void Read(IContentNode directory, string path, Dictionary<string, string> found)
    {
        foreach (string name in directory.Names())
        {
            Assert.Equal(Errno.None, directory.Open(ContentSteps.Bytes(name), out IContentNode? node));
            using (node)
            {
                string below = $"{path}/{name}";
                Errno errno = node!.ReadTarget(out byte[] target);
                found.Add(below, node.Kind switch
                {
                    EntryKind.Directory => "directory",
                    EntryKind.Symlink => $"{errno} link to {Encoding.UTF8.GetString(target)}",
                    _ => HashOf(node, below),
                });
                if (node.Kind == EntryKind.Directory)
                {
                    Read(node, below, found);
                }
            }
        }
    }

    // No file here is longer. What was being written may end in half a chunk, under a name that says so.
    private static string HashOf(IContentNode node, string path)
    {
        byte[] content = new byte[1 << 20];
        int length = 0;
        Errno errno = node.OpenFile(out IContentFile? file);
        using (file)
        {
            errno = errno == Errno.None ? file!.Read(0, content, out length) : errno;
        }

        Assert.True(errno == Errno.None || IsPart(path), $"{path}: {errno}");
        return errno == Errno.None ? Convert.ToHexString(SHA256.HashData(content.AsSpan(0, length))) : "cut";
    }

    private delegate bool Kill(string command, params string[] arguments);
}
