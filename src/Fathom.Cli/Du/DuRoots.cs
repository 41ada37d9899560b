using System.Text;

namespace Fathom.Cli;

/// <summary>The paths that du is asked about, and what was wrong with the list.</summary>
internal sealed class DuRoots
{
    private DuRoots(IReadOnlyList<ReadOnlyMemory<byte>> paths, IReadOnlyList<string> problems) => (Paths, Problems) = (paths, problems);

    internal IReadOnlyList<ReadOnlyMemory<byte>> Paths { get; }

    /// <summary>Messages about names in the list that are none.</summary>
    internal IReadOnlyList<string> Problems { get; }

    /// <summary>The operands, or the current directory.</summary>
    internal static DuRoots Of(string[] operands) =>
        new(operands.Length == 0 ? ["."u8.ToArray()] : Array.ConvertAll(operands, operand => (ReadOnlyMemory<byte>)PathText.ToBytes(operand)), []);

    /// <summary>A file of NUL-terminated names.</summary>
    internal static DuRoots Read(string file)
    {
        ReadOnlyMemory<byte> rest = InputFile.ReadAll(file);
        List<ReadOnlyMemory<byte>> paths = [];
        List<string> problems = [];
        for (int number = 1; !rest.IsEmpty; number++)
        {
            int length = rest.Span.IndexOf((byte)0);
            ReadOnlyMemory<byte> name = length < 0 ? rest : rest[..length];
            rest = length < 0 ? default : rest[(length + 1)..];
            if (name.IsEmpty)
            {
                problems.Add($"{Shown(file)}:{number}: invalid zero-length file name");
            }
            else
            {
                paths.Add(name);
            }
        }

        return new DuRoots(paths, problems);
    }

    private static string Shown(string file) => Encoding.UTF8.GetString(PathText.ToBytes(file));
}
