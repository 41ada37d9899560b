using System.Runtime.Versioning;
using System.Text;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;

namespace Fathom.Tests.Transfer.Filters;

/// <summary>Two equal trees, of names in which rules find something, and rsync to ask about them.</summary>
[SupportedOSPlatform("linux")]
internal sealed class FilterTrees : IDisposable
{
    private static readonly string[] s_directories = ["a", "b", "ab"];
    private static readonly string[] s_files = ["a.o", "b.c", "x\u00e9", "[a]", "a b", "core"];

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, SortedSet<string>> _names = [];
    private readonly List<string> _rules = [];

    internal FilterTrees()
    {
        Directory.CreateDirectory(TargetTop);
        foreach (string root in (string[])[Source, Target])
        {
            Make(root, "", depth: 3);
        }
    }

    internal string Top => _folder.Path;

    internal string Source => _folder.At("src");

    internal string TargetTop => _folder.At("copy");

    internal string Target => _folder.At("copy/src");

    /// <summary>Every directory, as "" or "a/b/".</summary>
    internal IReadOnlyCollection<string> Directories => _names.Keys;

    /// <summary>Names in a directory; those of directories end with '/'.</summary>
    internal IReadOnlyCollection<string> Names(string directory) => _names[directory];

    /// <summary>Puts a file of rules into a directory of both trees, until <see cref="RemoveRules"/>.</summary>
    internal void PutRules(string directory, string name, string content)
    {
        foreach (string root in (string[])[Source, Target])
        {
            Write(Path.Combine(root, directory, name), content);
        }

        _names[directory].Add(name);
        _rules.Add(directory + name);
    }

    /// <summary>Puts a file of rules above both trees.</summary>
    internal void PutRulesAbove(string name, string content) => Write(_folder.At(name), content);

    internal void RemoveRules()
    {
        foreach (string path in _rules)
        {
            File.Delete(Path.Combine(Source, path));
            File.Delete(Path.Combine(Target, path));
            _names[path[..(path.LastIndexOf('/') + 1)]].Remove(path[(path.LastIndexOf('/') + 1)..]);
        }

        _rules.Clear();
        File.Delete(_folder.At(".rules"));
        File.Delete(_folder.At(".two"));
    }

    /// <summary>What rsync would do, in the lines of <see cref="FilterCase.Decide"/>.</summary>
    internal IReadOnlyCollection<string> AskRsync(IReadOnlyList<string> rules, bool namesTop, bool deleteExcluded)
    {
        // The rules come in a file: an argument cannot have all bytes.
        string file = _folder.Path + ".rules";
        Write(file, string.Join('\n', rules) + "\n");
        try
        {
            List<string> arguments = ["-rnii8", "--delete", "--out-format=%i %n", "-f", $". {file}"];
            arguments.AddRange(deleteExcluded ? ["--delete-excluded"] : []);
            arguments.AddRange(namesTop ? [Source, TargetTop + "/"] : [Source + "/", Target + "/"]);
            ShellResult result = Shell.Run("rsync", [.. arguments]).EnsureSuccess();
            return Read(result.Output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static SortedSet<string> Read(byte[] output)
    {
        SortedSet<string> lines = new(StringComparer.Ordinal);
        foreach (string line in Encoding.Latin1.GetString(output).Split('\n'))
        {
            if (line.Length > 12 && line[11] == ' ' && line[12..] != "./" && !line.StartsWith("cannot delete", StringComparison.Ordinal))
            {
                lines.Add((line[0] == '*' ? "- " : "+ ") + line[12..]);
            }
        }

        return lines;
    }

    private static void Write(string path, string content) => File.WriteAllBytes(path, Encoding.Latin1.GetBytes(content));

    private void Make(string root, string inside, int depth)
    {
        string path = Path.Combine(root, inside);
        Directory.CreateDirectory(path);
        SortedSet<string> names = new(s_files, StringComparer.Ordinal);
        int directory = RawFiles.OpenDirectory(Encoding.UTF8.GetBytes(path + "\0"));
        foreach (string file in s_files)
        {
            RawFiles.MakeFileAt(directory, Encoding.Latin1.GetBytes(file), 1);
        }

        RawFiles.CloseDirectory(directory);
        foreach (string child in depth > 0 ? s_directories : [])
        {
            names.Add(child + "/");
            Make(root, inside + child + "/", depth - 1);
        }

        _names[inside] = names;
    }
}
