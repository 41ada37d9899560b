using Fathom.Tests.Conformance;
using Xunit;

namespace Fathom.Tests.Vault.Support;

/// <summary>What stands under a name: each is stored in another way in a vault.</summary>
internal sealed record EntryShape(EntryKind Kind, bool IsLong, bool IsFull = false)
{
    /// <summary>All that there are.</summary>
    public static EntryShape[] All { get; } =
    [
        new(EntryKind.File, false),
        new(EntryKind.File, true),
        new(EntryKind.Symlink, false),
        new(EntryKind.Symlink, true),
        new(EntryKind.Directory, false),
        new(EntryKind.Directory, true),
        new(EntryKind.Directory, false, true),
        new(EntryKind.Directory, true, true),
    ];

    /// <summary>A name that is stored as this one wants.</summary>
    public string NameOf(string name) => IsLong ? name + new string('n', 200) : name;

    /// <summary>Makes it in any tree.</summary>
    /// <param name="mark">Its content or target, or the name of what it holds.</param>
    public void Make(IWritableNode directory, string name, string mark)
    {
        if (Kind == EntryKind.File)
        {
            directory.Put(NameOf(name), ContentSteps.Bytes(mark));
        }
        else if (Kind == EntryKind.Symlink)
        {
            Assert.Equal(Errno.None, directory.MakeSymlink(ContentSteps.Bytes(NameOf(name)), ContentSteps.Bytes(mark), out IWritableNode? link));
            link!.Dispose();
        }
        else
        {
            using IWritableNode made = directory.PutDirectory(NameOf(name));
            if (IsFull)
            {
                made.Put(mark, ContentSteps.Bytes(mark));
            }
        }
    }

    /// <summary>A directory and all below it, a line for each entry: its path, what it is, and its content.</summary>
    public static List<string> Lines(IContentNode directory, string path = "")
    {
        List<string> lines = [];
        foreach (string name in directory.Names())
        {
            Errno errno = directory.Open(ContentSteps.Bytes(name), out IContentNode? node);
            using (node)
            {
                string shown = path + (name.Length > 100 ? $"{name[..1]}..." : name);
                lines.Add(errno != Errno.None ? $"{shown} {errno}" : node!.Kind switch
                {
                    EntryKind.File => $"{shown} = {System.Text.Encoding.Latin1.GetString(node.Content())}",
                    EntryKind.Symlink => $"{shown} -> {TargetOf(node)}",
                    _ => $"{shown}/",
                });
                if (node?.Kind == EntryKind.Directory)
                {
                    lines.AddRange(Lines(node, shown + "/"));
                }
            }
        }

        return lines;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(IsLong ? "long " : "")}{(IsFull ? "full " : "")}{Kind}";

    private static string TargetOf(IContentNode link)
    {
        Assert.Equal(Errno.None, link.ReadTarget(out byte[] target));
        return System.Text.Encoding.Latin1.GetString(target);
    }
}
