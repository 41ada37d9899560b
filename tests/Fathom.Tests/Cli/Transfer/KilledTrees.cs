using System.Runtime.Versioning;
using System.Security.Cryptography;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;

namespace Fathom.Tests.Cli.Transfer;

/// <summary>Two versions of a tree that a target is brought to by turns, and what each name of them stands for.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KilledTrees
{
    private readonly TempFolder _folder;
    private readonly Random _random = new(71);

    internal KilledTrees(TempFolder folder)
    {
        _folder = folder;
        Directory.CreateDirectory(PathOf(0));
        Directory.CreateDirectory(PathOf(1));
    }

    internal string PathOf(int version) => _folder.At($"version {version}");

    /// <summary>Files of all sizes, names of several files, links, and names that change what they stand for.</summary>
    internal void MakeMixed(bool hasHardLinks)
    {
        for (int version = 0; version < 2; version++)
        {
            for (int i = 0; i < 40; i++)
            {
                Put(version, $"d{i % 4}/e{i % 3}/f{i}", _random.Next(1, i % 8 == 0 ? 400_000 : 5000));
                Put(version, $"only {version}/f{i % 10}", 100);
            }

            Put(version, version == 0 ? "turned" : "turned/file", 3000);
            Put(version, version == 1 ? "back" : "back/file", 3000);
            File.CreateSymbolicLink(At(version, "link"), $"d{version}");
            File.CreateSymbolicLink(At(version, version == 0 ? "d0/either" : "d0/or"), "f0");
            Put(version, version == 0 ? "d0/or" : "d0/either", 10);
            if (hasHardLinks)
            {
                string leader = At(version, $"d{version}/leader");
                Put(version, $"d{version}/leader", 50_000);
                foreach (string name in new[] { "d0/h1", "d1/h2", "d2/h3", $"d3/h{version}" })
                {
                    Shell.Run("ln", "-f", leader, At(version, name)).EnsureSuccess();
                }
            }
        }

        PutSame("same", 20_000);
        PutSame("d1/same", 10);
    }

    internal void MakeMany(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Put(0, $"d{i % 3}/f{i}", 20 + (i % 50));
            Put(1, $"d{i % 3}/f{i}", 90 + (i % 60));
        }
    }

    internal void MakeLarge(int size)
    {
        Put(0, "large", size);
        Put(1, "large", size + 1000);
        PutSame("small", 10);
    }

    /// <summary>What each path below a folder stands for.</summary>
    internal static SortedDictionary<string, string> Read(string folder)
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        Read(folder, "", found);
        return found;
    }

    /// <summary>A name that a run may leave when it is killed.</summary>
    internal static bool IsTemporary(string path) =>
        path.Contains(".fathom-sync-", StringComparison.Ordinal) || path.Contains(".~tmp~", StringComparison.Ordinal) || path.Contains(".part", StringComparison.Ordinal);

    private static void Read(string folder, string path, SortedDictionary<string, string> found)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            string below = path.Length == 0 ? entry.Name : $"{path}/{entry.Name}";
            if (entry.LinkTarget is { } link)
            {
                found[below] = $"link to {link}";
            }
            else if (entry is DirectoryInfo)
            {
                found[below] = "directory";
                Read(entry.FullName, below, found);
            }
            else
            {
                found[below] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(entry.FullName)));
            }
        }
    }

    private string At(int version, string path) => Path.Combine(PathOf(version), path);

    private void Put(int version, string path, int size)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(version, path))!);
        File.WriteAllBytes(At(version, path), ContentSteps.Noise(size, _random.Next()));
        File.SetLastWriteTimeUtc(At(version, path), DateTime.UnixEpoch.AddDays(10_000 + version).AddSeconds(_random.Next(10_000)));
    }

    private void PutSame(string path, int size)
    {
        Put(0, path, size);
        File.Copy(At(0, path), At(1, path));
        File.SetLastWriteTimeUtc(At(1, path), File.GetLastWriteTimeUtc(At(0, path)));
    }
}
