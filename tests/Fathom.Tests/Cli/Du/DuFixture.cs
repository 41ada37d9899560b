using Fathom.Local;
using Fathom.Tests.Support;

using Xunit;

[assembly: AssemblyFixture(typeof(Fathom.Tests.Cli.Du.DuFixture))]

namespace Fathom.Tests.Cli.Du;

/// <summary>One tree of each shape, made once for all tests of commands, in memory where there is some.</summary>
public sealed class DuFixture : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<TreeShape, string> _trees = [];

    public string Tree(TreeShape shape)
    {
        lock (_trees)
        {
            if (!_trees.TryGetValue(shape, out string? path))
            {
                // In a folder of its own: the odd tree has links to the folders above it.
                path = _folder.At($"{shape}/of/tree");
                Directory.CreateDirectory(_folder.At($"{shape}/of"));
                long entries = shape == TreeShape.Deep ? 3_300 : 6_000; // past PATH_MAX, and the lines stay megabytes
                TreeGenerator.Generate(path, new GenerateOptions { Shape = shape, Entries = entries, Seed = 42 });
                _trees[shape] = path;
            }

            return path;
        }
    }

    public void Dispose() => _folder.Dispose();
}
