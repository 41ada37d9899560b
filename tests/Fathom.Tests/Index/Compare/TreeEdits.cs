using System.Runtime.Versioning;
using Fathom.Tests.Support;

namespace Fathom.Tests.Index.Compare;

/// <summary>A small tree, and changes that come by chance.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TreeEdits(string tree, int seed)
{
    private readonly Random _random = new(seed);
    private int _made;

    /// <summary>Whether an edit may make a second name of a file.</summary>
    internal bool MakesLinks { get; init; } = true;

    internal void Fill()
    {
        for (int i = 0; i < 12; i++)
        {
            Directory.CreateDirectory(New());
        }

        for (int i = 0; i < 30; i++)
        {
            File.WriteAllText(New(), new string('x', _random.Next(20_000)));
        }

        Shell.Run("bash", "-c", $"cd {tree} && for d in $(find . -type d | sort | sed -n 1,4p); do echo 1 > $d/$'\\xff'name; ln -s to $d/link; done; mkfifo pipe").EnsureSuccess();
    }

    internal void Edit(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Edit();
        }
    }

    private void Edit()
    {
        string file = Any(Files());
        string directory = Any(Directories());
        switch (_random.Next(13))
        {
            case 0:
                File.WriteAllText(New(), new string('n', _random.Next(9000)));
                break;
            case 1:
                Directory.CreateDirectory(New());
                break;
            case 2:
                File.Delete(file);
                break;
            case 3 when directory.Length - tree.Length > 4:
                Shell.Run("rm", "-r", directory).EnsureSuccess(); // .NET cannot remove what is no UTF-8
                break;
            case 4 or 5:
                File.Move(file, New());
                break;
            case 6 or 7 or 8 when New() is { } target && !target.StartsWith(directory + "/", StringComparison.Ordinal):
                Directory.Move(directory, target);
                break;
            case 9:
                File.AppendAllText(file, "more");
                break;
            case 10:
                File.SetUnixFileMode(File.ResolveLinkTarget(file, false) is null ? file : directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                break;
            case 11 when MakesLinks:
                Shell.Run("ln", file, New()).EnsureSuccess();
                break;
            default:
                Replace(file);
                break;
        }
    }

    // By a link to elsewhere, or by a directory.
    private void Replace(string file)
    {
        File.Delete(file);
        if (_random.Next(2) == 0)
        {
            File.CreateSymbolicLink(file, $"to{_made++}");
            return;
        }

        Directory.CreateDirectory(file);
        File.WriteAllText(file + "/in", "x");
    }

    private string New() => $"{(_random.Next(5) == 0 ? tree : Any([tree, .. Directories()]))}/n{_made++}";

    private List<string> Directories() => [.. Directory.EnumerateDirectories(tree, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    // .NET cannot name what is no UTF-8.
    private List<string> Files() => [.. Directory.EnumerateFiles(tree, "n*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private string Any(List<string> paths) => paths[_random.Next(paths.Count)];
}
