using System.Text.RegularExpressions;

using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Samples;

public sealed partial class WalkEventsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sample_lists_the_ten_largest_files()
    {
        for (int i = 1; i <= 25; i++)
        {
            _folder.Write($"d{i % 3}/f{i}", new string('x', i * 100));
        }

        string program = Path.Join(AppContext.BaseDirectory, "WalkEvents.dll");
        string[] lines = Shell.Run("dotnet", program, _folder.Path).EnsureSuccess().Lines;

        Assert.Equal(
            Enumerable.Range(16, 10).Reverse().Select(i => $"{i * 100,15:N0}  {_folder.Path}/d{i % 3}/f{i}"),
            lines);
    }

    [Fact]
    public void Samples_in_the_readme_are_the_files_that_they_name()
    {
        string readme = File.ReadAllText(RepositoryRoot.At("README.md"));
        MatchCollection samples = Sample().Matches(readme);

        Assert.NotEmpty(samples);
        foreach (Match sample in samples)
        {
            Assert.Equal(File.ReadAllText(RepositoryRoot.At(sample.Groups["file"].Value)), sample.Groups["text"].Value);
        }
    }

    [GeneratedRegex(@"<!-- sample: (?<file>\S+) -->\n```csharp\n(?<text>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Sample();
}
