using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Xunit;

namespace Fathom.Tests.Transfer.Support;

/// <summary>Makes trees, and changes them, at random: the same for the same seed.</summary>
/// <param name="random">Decides.</param>
/// <param name="hasXattrs">Some nodes have extended attributes.</param>
[SupportedOSPlatform("linux")]
internal sealed class RandomTree(Random random, bool hasXattrs)
{
    private const int MaxDepth = 3;
    private const long Second = 1_000_000_000;
    private const long Base = 1_600_000_000;
    private const ulong NullDevice = 0x103;

    // Names that sort around '/', that no UTF-8 decoder keeps, and that a line cannot show as they are.
    private static readonly string[] s_names =
    [
        "a", "b", "c", "d.txt", "dir", "dir-x", "dir.y", "dirz", "\u00e9x", "sp ace", "z~", ".hid", "\u00c3\u00bc", "new\nline", "ta\tb", "q#1", "UP", "_u", "back\\s", "e",
    ];

    private static readonly string[] s_targets = ["a", "../b", "/abs", "dir/../..//x", "nowhere", "../../../out", "./c", "dir"];
    private static readonly uint[] s_modes = [.. new[] { "644", "755", "600", "4755", "2755", "1777", "444", "700" }.Select(static octal => Convert.ToUInt32(octal, 8))];
    private static readonly uint[] s_owners = [0, 1001, 1002];
    private readonly List<IWritableNode> _files = [];

    /// <summary>Fills an empty directory, and gives it attributes.</summary>
    internal void Fill(IWritableNode root)
    {
        Fill(root, 0);
        SetAttributes(root);
        _files.ForEach(static file => file.Dispose());
        _files.Clear();
    }

    /// <summary>Removes, replaces, adds and changes some of what a tree has.</summary>
    /// <param name="hidesChanges">Some content changes where size and time stay, which only a comparison of content finds.</param>
    internal void Change(IWritableNode directory, bool hidesChanges)
    {
        foreach (string name in directory.Names())
        {
            using (IWritableNode node = directory.WritableAt(name))
            {
                if (node.Kind == EntryKind.Directory)
                {
                    Change(node, hidesChanges);
                }
            }

            ChangeName(directory, name, hidesChanges);
        }

        string extra = $"extra{random.Next(9)}";
        if (random.Next(5) == 0 && directory.Find(extra) == Errno.ENOENT)
        {
            AddExtra(directory, extra);
        }
    }

    private void Fill(IWritableNode directory, int depth)
    {
        string[] names = [.. s_names];
        random.Shuffle(names);
        foreach (string name in names.Take(random.Next(2, 9)))
        {
            int kind = random.Next(100);
            IWritableNode? node = kind switch
            {
                < 46 => MakeFile(directory, name),
                < 50 => MakeSparse(directory, name),
                < 60 => Made(directory.MakeSymlink(ContentSteps.Bytes(name), ContentSteps.Bytes(Any(s_targets)), out IWritableNode? link), link),
                < 65 => MakeSpecial(directory, name, EntryKind.Fifo),
                < 68 when RawFiles.IsRoot => MakeSpecial(directory, name, EntryKind.CharacterDevice),
                < 76 when _files.Count > 0 => LinkAny(directory, name),
                _ when depth < MaxDepth => MakeDirectory(directory, name, depth),
                _ => null,
            };
            if (node is not null)
            {
                SetAttributes(node);
                Keep(node);
            }
        }
    }

    private IWritableNode MakeFile(IWritableNode directory, string name)
    {
        byte[] content = random.Next(5) switch
        {
            0 => [],
            1 => "x"u8.ToArray(),
            2 => "hello"u8.ToArray(),
            3 => "hullo"u8.ToArray(),
            _ => ContentSteps.Noise(random.Next(3000), random.Next()),
        };
        directory.Put(name, content);
        return directory.WritableAt(name);
    }

    private IWritableNode MakeSparse(IWritableNode directory, string name)
    {
        Assert.Equal(Errno.None, directory.CreateFile(ContentSteps.Bytes(name), 0x1a4, true, out IWritableNode? node, out IWritableFile? file));
        using (file)
        {
            file!.WriteAll(random.Next(2) * 4096, ContentSteps.Noise(5000, random.Next()));
            file!.WriteAll(700_000, [1, 2, 3]);
            Assert.Equal(Errno.None, file!.SetLength(1_000_000 + random.Next(5)));
        }

        return node!;
    }

    private static IWritableNode MakeSpecial(IWritableNode directory, string name, EntryKind kind)
    {
        ulong device = kind == EntryKind.Fifo ? 0 : NullDevice;
        return Made(directory.MakeSpecial(ContentSteps.Bytes(name), kind, 0x1a4, device, out IWritableNode? node), node);
    }

    private IWritableNode? LinkAny(IWritableNode directory, string name)
    {
        Assert.Equal(Errno.None, directory.Link(ContentSteps.Bytes(name), Any(_files)));
        return null;
    }

    private IWritableNode MakeDirectory(IWritableNode directory, string name, int depth)
    {
        IWritableNode made = directory.PutDirectory(name);
        Fill(made, depth + 1);
        return made;
    }

    private void Keep(IWritableNode node)
    {
        if (node.Kind == EntryKind.File)
        {
            _files.Add(node);
        }
        else
        {
            node.Dispose();
        }
    }

    private void ChangeName(IWritableNode directory, string name, bool hidesChanges)
    {
        int what = random.Next(100);
        using IWritableNode node = directory.WritableAt(name);
        bool isFile = node.Kind == EntryKind.File;
        switch (what)
        {
            case < 70:
                break;
            case < 76:
                RemoveAll(directory, name);
                break;
            case < 80:
                RemoveAll(directory, name);
                Replace(directory, name);
                break;
            case < 85 when isFile:
                Append(node);
                break;
            case < 88 when isFile && hidesChanges:
                Overwrite(node);
                break;
            case < 94:
                SetAttributes(node);
                break;
            default:
                SetTime(node);
                break;
        }
    }

    // Larger than any file that is made at first: what is only found by its content is made by Overwrite alone.
    private void Replace(IWritableNode directory, string name)
    {
        byte[] bytes = ContentSteps.Bytes(name);
        switch (random.Next(4))
        {
            case 0:
                directory.Put(name, ContentSteps.Noise(4000));
                break;
            case 1:
                Made(directory.MakeSymlink(bytes, "elsewhere"u8, out IWritableNode? link), link).Dispose();
                break;
            case 2:
                using (IWritableNode made = directory.PutDirectory(name))
                {
                    made.Put("in", "1"u8.ToArray());
                }

                break;
            default:
                MakeSpecial(directory, name, EntryKind.Fifo).Dispose();
                break;
        }

        using IWritableNode node = directory.WritableAt(name);
        SetTime(node);
    }

    private void AddExtra(IWritableNode directory, string name)
    {
        if (random.Next(2) == 0)
        {
            directory.Put(name, "e"u8.ToArray());
            return;
        }

        using IWritableNode made = directory.PutDirectory(name);
        made.Put("sub", "e"u8.ToArray());
        made.PutDirectory("sd").Dispose();
    }

    private static void Append(IWritableNode node)
    {
        using IWritableFile file = node.FileForWriting();
        file.WriteAll(node.Attributes().Size, "more"u8.ToArray());
    }

    private static void Overwrite(IWritableNode node)
    {
        NodeAttributes before = node.Attributes();
        using (IWritableFile file = node.FileForWriting())
        {
            file.WriteAll(0, new byte[Math.Min(before.Size, 10_000)]);
        }

        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Mtime = before.Mtime }));
    }

    private void SetAttributes(IWritableNode node)
    {
        bool isLink = node.Kind == EntryKind.Symlink;
        if (RawFiles.IsRoot && random.Next(10) < 3)
        {
            Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Uid = Any(s_owners), Gid = Any(s_owners) }));
        }

        if (!isLink && random.Next(2) == 0)
        {
            Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Mode = Any(s_modes) }));
        }

        if (hasXattrs && node.Kind is (EntryKind.File or EntryKind.Directory) && random.Next(3) == 0)
        {
            Assert.Equal(Errno.None, node.SetXattr(ContentSteps.Bytes($"user.x{random.Next(3)}"), ContentSteps.Noise(random.Next(40), random.Next()), XattrMode.Set));
        }

        SetTime(node);
    }

    // Before 1970, after 2038, and parts of a second.
    private void SetTime(IWritableNode node)
    {
        long second = Any([Base, Base + 1, Base + 2, -5, 0, 4_102_444_800, Base + random.Next(1000)]);
        long part = Any<long>([0, 0, 0, 1, Second / 2, Second - 1]);
        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Mtime = second * Second + part }));
    }

    private static void RemoveAll(IWritableNode directory, string name)
    {
        using IWritableNode node = directory.WritableAt(name);
        if (node.Kind != EntryKind.Directory)
        {
            Assert.Equal(Errno.None, directory.Unlink(ContentSteps.Bytes(name)));
            return;
        }

        foreach (string child in node.Names())
        {
            RemoveAll(node, child);
        }

        Assert.Equal(Errno.None, directory.RemoveDirectory(ContentSteps.Bytes(name)));
    }

    private static IWritableNode Made(Errno errno, IWritableNode? node)
    {
        Assert.Equal(Errno.None, errno);
        return node!;
    }

    private T Any<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
