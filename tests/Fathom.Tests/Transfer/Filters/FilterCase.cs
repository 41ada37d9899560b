using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Transfer;

namespace Fathom.Tests.Transfer.Filters;

/// <summary>One set of rules over a <see cref="FilterTrees"/>: what rsync makes of it, and what we do. Names are Latin-1, so that each
/// character is a byte.</summary>
[SupportedOSPlatform("linux")]
internal sealed class FilterCase(FilterTrees trees, IReadOnlyList<string> rules, bool namesTop, bool deleteExcluded)
{
    private readonly SortedSet<string> _lines = new(StringComparer.Ordinal);

    /// <summary>Names that are transferred, as "+ NAME", and those that are deleted, as "- NAME"; directories end with '/'.</summary>
    internal IReadOnlyCollection<string> Decide()
    {
        FilterArguments arguments = new();
        foreach (string rule in rules)
        {
            arguments.AddRule(Encoding.Latin1.GetBytes(rule));
        }

        FilterRules built = arguments.Build(deleteExcluded);
        FilterRoot source = RootAt(namesTop ? trees.Top : trees.Source);
        FilterRoot target = RootAt(namesTop ? trees.TargetTop : trees.Target);
        string path = namesTop ? "src" : "";
        if (namesTop && built.OpenScope(source).Hides("src"u8, isDirectory: true))
        {
            return _lines;
        }

        using LocalTree sourceTree = LocalTree.Open(trees.Source);
        using LocalTree targetTree = LocalTree.Open(trees.Target);
        using IContentNode sourceRoot = sourceTree.Root();
        using IContentNode targetRoot = targetTree.Root();
        FilterScope hides = built.EnterRoot(sourceRoot, Encoding.Latin1.GetBytes(path), source, out FilterProblem? problem);
        FilterScope protects = built.EnterRoot(targetRoot, Encoding.Latin1.GetBytes(path), target, out FilterProblem? other);
        Require(problem ?? other);
        if (namesTop)
        {
            _lines.Add("+ src/");
        }

        Visit(new Pair(sourceRoot, hides, targetRoot, protects), "", namesTop ? "src/" : "");
        return _lines;
    }

    private static FilterRoot RootAt(string path) => new()
    {
        AbsolutePath = Encoding.UTF8.GetBytes(path),
        ReadFile = static file => File.Exists(Encoding.UTF8.GetString(file)) ? File.ReadAllBytes(Encoding.UTF8.GetString(file)) : null,
    };

    private void Visit(Pair pair, string inside, string prefix)
    {
        foreach (string name in trees.Names(inside))
        {
            bool isDirectory = name.EndsWith('/');
            byte[] path = Encoding.Latin1.GetBytes((prefix + name).TrimEnd('/'));
            if (!pair.Hides.Hides(path, isDirectory))
            {
                _lines.Add("+ " + prefix + name);
                if (isDirectory)
                {
                    using Pair child = pair.Enter(name, path);
                    Visit(child, inside + name, prefix + name);
                }
            }
            else if (!pair.Protects.Protects(path, isDirectory))
            {
                Delete(pair.Target, pair.Protects, inside + name, prefix + name);
            }
        }
    }

    // What a directory keeps back inside keeps the directory. In a dry run rsync notices that for the outermost one alone: of those
    // below it says that they go, and only rmdir would have told it otherwise.
    private bool Delete(IContentNode parent, FilterScope scope, string inside, string shown, bool isOutermost = true)
    {
        bool isEmpty = true;
        if (shown.EndsWith('/'))
        {
            using IContentNode node = Open(parent, inside);
            byte[] path = Encoding.Latin1.GetBytes(shown.TrimEnd('/'));
            FilterScope own = scope.Enter(node, path, out FilterProblem? problem);
            Require(problem);
            foreach (string name in trees.Names(inside))
            {
                bool stays = own.Protects(Encoding.Latin1.GetBytes((shown + name).TrimEnd('/')), name.EndsWith('/'), ignoresPerishable: true);
                isEmpty &= !stays && Delete(node, own, inside + name, shown + name, isOutermost: false);
            }
        }

        if (isEmpty || !isOutermost)
        {
            _lines.Add("- " + shown);
        }

        return isEmpty;
    }

    private static IContentNode Open(IContentNode parent, string path)
    {
        string name = path.TrimEnd('/');
        Errno errno = parent.Open(Encoding.Latin1.GetBytes(name[(name.LastIndexOf('/') + 1)..]), out IContentNode? node);
        return errno == Errno.None ? node! : throw new InvalidOperationException($"{path}: {errno}");
    }

    private static void Require(FilterProblem? problem)
    {
        if (problem is not null)
        {
            throw new InvalidOperationException(problem.Message);
        }
    }

    private readonly record struct Pair(IContentNode Source, FilterScope Hides, IContentNode Target, FilterScope Protects) : IDisposable
    {
        internal Pair Enter(string name, byte[] path)
        {
            (IContentNode source, IContentNode target) = (Open(Source, name), Open(Target, name));
            FilterScope hides = Hides.Enter(source, path, out FilterProblem? problem);
            FilterScope protects = Protects.Enter(target, path, out FilterProblem? other);
            Require(problem ?? other);
            return new Pair(source, hides, target, protects);
        }

        public void Dispose()
        {
            Source.Dispose();
            Target.Dispose();
        }
    }
}
