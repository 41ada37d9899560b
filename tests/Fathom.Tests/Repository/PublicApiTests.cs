using System.Reflection;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Repository;

/// <summary>
/// The public API of every library equals its <c>PublicAPI.Shipped.txt</c> and <c>PublicAPI.Unshipped.txt</c>, so that a change
/// shows in review. <c>FATHOM_ACCEPT_API=1</c> writes the difference into Unshipped; a line that Shipped has and
/// the library lost stands there as <c>*REMOVED*</c>.
/// </summary>
public sealed class PublicApiTests
{
    private const string Removed = "*REMOVED*";

    public static TheoryData<string> Libraries =>
        [.. ArchitectureTests.Projects.Select(row => row.Data).Where(project => project != "Fathom.Cli")];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_api_is_the_listed_one(string library)
    {
        string[] actual = PublicApi.Render(Assembly.Load(library));
        string unshippedPath = RepositoryRoot.At($"src/{library}/PublicAPI.Unshipped.txt");
        string[] shipped = ReadLines(RepositoryRoot.At($"src/{library}/PublicAPI.Shipped.txt"));
        string[] wanted = [.. actual.Except(shipped), .. shipped.Except(actual).Select(line => Removed + line)];

        if (Environment.GetEnvironmentVariable("FATHOM_ACCEPT_API") == "1")
        {
            File.WriteAllLines(unshippedPath, wanted);
        }

        string[] listed = ReadLines(unshippedPath);
        string[] missing = [.. wanted.Except(listed).Select(line => "+ " + line), .. listed.Except(wanted).Select(line => "- " + line)];
        Assert.True(
            missing.Length == 0,
            $"{library}: PublicAPI.Unshipped.txt differs; FATHOM_ACCEPT_API=1 ./test --filter PublicApi accepts:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void A_line_shows_what_a_caller_depends_on()
    {
        string[] expected =
        [
            "Fathom.Tests.Repository.ApiSample<T> : abstract class, System.IDisposable where T : unmanaged",
            "Fathom.Tests.Repository.ApiSample<T>.Count.get -> int",
            "Fathom.Tests.Repository.ApiSample<T>.Dispose() -> void",
            "Fathom.Tests.Repository.ApiSample<T>.Find<TKey>(params TKey[] keys) -> T? where TKey : class, new()",
            "Fathom.Tests.Repository.ApiSample<T>.Name.get -> string?",
            "abstract Fathom.Tests.Repository.ApiSample<T>.Read(in T key, out long size, byte[]? buffer = null) -> System.Collections.Generic.List<string?>",
            "const Fathom.Tests.Repository.ApiSample<T>.Limit = 5 -> int",
            "protected Fathom.Tests.Repository.ApiSample<T>.ApiSample(string name, bool isOpen = true)",
            "protected virtual Fathom.Tests.Repository.ApiSample<T>.Close() -> void",
            "required Fathom.Tests.Repository.ApiSample<T>.Count.init",
        ];

        Assert.Equal(expected, PublicApi.Render(typeof(ApiSample<>)).Order(StringComparer.Ordinal));
    }

    private static string[] ReadLines(string path)
    {
        return File.Exists(path) ? [.. File.ReadAllLines(path).Where(line => line.Length > 0 && line[0] != '#')] : [];
    }
}
