using System.Text.RegularExpressions;
using System.Xml.Linq;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Repository;

/// <summary>Holds the rules of <c>ARCHITECTURE.md</c>: who may reference whom, and what a source file may hold.</summary>
public sealed partial class ArchitectureTests
{
    private const int MaxLines = 600;

    private static readonly Dictionary<string, string[]> s_mayReference = new()
    {
        ["Fathom"] = [],
        ["Fathom.Local"] = ["Fathom"],
        ["Fathom.Nfs"] = ["Fathom"],
        ["Fathom.Vault"] = ["Fathom"],
        ["Fathom.Fuse"] = ["Fathom"],
        ["Fathom.Transfer"] = ["Fathom"],
        ["Fathom.Index"] = ["Fathom"],
        ["Fathom.Cluster"] = ["Fathom", "Fathom.Index"],
        ["Fathom.Web"] = ["Fathom", "Fathom.Index"],
    };

    private static readonly IReadOnlyList<SourceFile> s_sources = SourceFile.Below("src");

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateFiles(RepositoryRoot.At("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_it_may(string project)
    {
        // The command is the one place that names concrete types; it may reference all.
        if (project == "Fathom.Cli")
        {
            return;
        }

        Assert.True(s_mayReference.TryGetValue(project, out string[]? allowed), $"{project} is not in the table");
        IEnumerable<string> references = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void The_engine_has_no_package()
    {
        Assert.Empty(Items("Fathom", "PackageReference"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Package_versions_stand_in_one_file(string project)
    {
        IEnumerable<XElement> packages = Load(project).Descendants("PackageReference");
        Assert.DoesNotContain(packages, package => package.Attribute("Version") is not null);
    }

    [Fact]
    public void The_engine_does_no_io()
    {
        Assert.Empty(Matches(s_sources.Where(file => file.Path.StartsWith("src/Fathom/", StringComparison.Ordinal)), FileAccess()));
    }

    [Fact]
    public void Native_imports_stand_in_Interop_folders()
    {
        Assert.Empty(Matches(s_sources.Where(file => !file.Path.Contains("/Interop/", StringComparison.Ordinal)), NativeImport()));
    }

    [Fact]
    public void Nothing_is_left_to_do()
    {
        Assert.Empty(Matches(s_sources, Unfinished()));
    }

    [Fact]
    public void Files_end_before_line_600()
    {
        IEnumerable<SourceFile> all = [.. s_sources, .. SourceFile.Below("tests"), .. SourceFile.Below("bench"), .. SourceFile.Below("samples")];
        Assert.Empty(all.Where(file => file.Lines.Length > MaxLines).Select(file => $"{file.Path}: {file.Lines.Length} lines"));
    }

    [Fact]
    public void A_file_has_one_public_type()
    {
        // Namespaces are file-scoped, so a declaration at the start of a line is a type that is not nested.
        Assert.Empty(s_sources
            .Where(file => file.Lines.Count(line => PublicType().IsMatch(line)) > 1)
            .Select(file => file.Path));
    }

    [Fact]
    public void Types_are_named_after_a_role()
    {
        Assert.DoesNotContain(s_sources, file => EmptyName().IsMatch(file.Path));
    }

    private static IEnumerable<string> Matches(IEnumerable<SourceFile> files, Regex pattern)
    {
        return from file in files
               from line in file.Lines.Index()
               where pattern.IsMatch(line.Item)
               select $"{file.Path}:{line.Index + 1}: {line.Item.Trim()}";
    }

    private static IEnumerable<string> Items(string project, string element)
    {
        return Load(project).Descendants(element).Select(item => item.Attribute("Include")!.Value);
    }

    private static XDocument Load(string project)
    {
        return XDocument.Load(RepositoryRoot.At($"src/{project}/{project}.csproj"));
    }

    [GeneratedRegex(@"\[\s*(LibraryImport|DllImport)\b")]
    private static partial Regex NativeImport();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![.\w])((File|Directory|Console)\.[A-Z]\w*\(|new (FileStream|FileInfo|DirectoryInfo|Socket)\b|Environment\.GetEnv)")]
    private static partial Regex FileAccess();

    [GeneratedRegex(@"^public (\w+ )*(class|struct|interface|enum|record|delegate) ")]
    private static partial Regex PublicType();

    [GeneratedRegex(@"(Manager|Helpers?|Utils?|Impl|Core|V2)\.cs$")]
    private static partial Regex EmptyName();
}
