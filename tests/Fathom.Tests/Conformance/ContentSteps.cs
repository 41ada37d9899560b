using System.Text;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>Steps that must succeed, so that a test says only what it is about.</summary>
internal static class ContentSteps
{
    internal static byte[] Bytes(string name) => Encoding.Latin1.GetBytes(name);

    /// <summary>Bytes in which no two places look alike.</summary>
    internal static byte[] Noise(int size, int seed = 1)
    {
        byte[] content = new byte[size];
        new Random(seed).NextBytes(content);
        return content;
    }

    internal static IContentNode Root(this IContentTree tree)
    {
        Assert.Equal(Errno.None, tree.OpenRoot(out IContentNode? root));
        return root!;
    }

    internal static IWritableNode WritableRoot(this IWritableTree tree)
    {
        Assert.Equal(Errno.None, tree.OpenWritableRoot(out IWritableNode? root));
        return root!;
    }

    internal static IContentNode At(this IContentNode directory, string name)
    {
        Assert.Equal(Errno.None, directory.Open(Bytes(name), out IContentNode? node));
        return node!;
    }

    internal static IWritableNode WritableAt(this IWritableNode directory, string name)
    {
        Assert.Equal(Errno.None, directory.OpenWritable(Bytes(name), out IWritableNode? node));
        return node!;
    }

    internal static Errno Find(this IContentNode directory, string name)
    {
        Errno errno = directory.Open(Bytes(name), out IContentNode? node);
        Assert.Equal(errno == Errno.None, node is not null);
        node?.Dispose();
        return errno;
    }

    internal static NodeAttributes Attributes(this IContentNode node)
    {
        Assert.Equal(Errno.None, node.ReadAttributes(StatMask.Basic, out NodeAttributes attributes));
        return attributes;
    }

    internal static IContentFile File(this IContentNode node)
    {
        Assert.Equal(Errno.None, node.OpenFile(out IContentFile? file));
        return file!;
    }

    internal static IWritableFile FileForWriting(this IWritableNode node)
    {
        Assert.Equal(Errno.None, node.OpenForWriting(out IWritableFile? file));
        return file!;
    }

    /// <summary>Reads one stretch with one call.</summary>
    internal static byte[] Read(this IContentFile file, long offset, int count)
    {
        byte[] buffer = new byte[count];
        Assert.Equal(Errno.None, file.Read(offset, buffer, out int read));
        return buffer[..read];
    }

    /// <summary>Reads a whole file with one call, with room for more than it has.</summary>
    internal static byte[] Content(this IContentNode node)
    {
        using IContentFile file = node.File();
        Assert.Equal(Errno.None, file.ReadAttributes(StatMask.Size, out NodeAttributes attributes));
        return file.Read(0, (int)attributes.Size + 100);
    }

    internal static byte[] ContentAt(this IContentNode directory, string name)
    {
        using IContentNode node = directory.At(name);
        return node.Content();
    }

    internal static void WriteAll(this IWritableFile file, long offset, byte[] data)
    {
        Assert.Equal(Errno.None, file.Write(offset, data, out int written));
        Assert.Equal(data.Length, written);
    }

    /// <summary>Makes a file that must not exist.</summary>
    internal static void Put(this IWritableNode directory, string name, byte[] content, uint mode = 0x1a4)
    {
        Assert.Equal(Errno.None, directory.CreateFile(Bytes(name), mode, true, out IWritableNode? node, out IWritableFile? file));
        using (node)
        using (file)
        {
            file!.WriteAll(0, content);
        }
    }

    /// <summary>Makes a directory that must not exist.</summary>
    internal static IWritableNode PutDirectory(this IWritableNode directory, string name)
    {
        Assert.Equal(Errno.None, directory.MakeDirectory(Bytes(name), 0x1ed, out IWritableNode? node));
        return node!;
    }

    /// <summary>The names in a directory, sorted, each as Latin-1 so that every byte is a character.</summary>
    internal static List<string> Names(this IContentNode directory)
    {
        List<string> names = [];
        directory.List(StatMask.None, (batch, index) => names.Add(Encoding.Latin1.GetString(batch.Name(index))));
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Lists a directory to its end.</summary>
    internal static void List(this IContentNode directory, StatMask mask, Action<EntryBatch, int> take)
    {
        Assert.Equal(Errno.None, directory.OpenListing(mask, out IDirectoryListing? listing));
        using (listing)
        {
            EntryBatch batch = new();
            do
            {
                Assert.Equal(Errno.None, listing!.Next(batch));
                for (int i = 0; i < batch.Count; i++)
                {
                    take(batch, i);
                }
            }
            while (batch.Count > 0);
        }
    }
}
