using System.Runtime.Versioning;
using System.Text;
using Fathom.Tests.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Spill;

[SupportedOSPlatform("linux")]
public sealed class SpillFileTests
{
    [Fact]
    public void What_was_appended_is_read_again()
    {
        using SpillFile file = SpillFile.Create();
        byte[] written = new byte[(3 * SpillFile.BlockSize) + 100];
        new Random(1).NextBytes(written);

        file.Append(written.AsSpan(0, 10));
        file.Append(written.AsSpan(10));
        Assert.Equal(written.Length, file.Position);
        file.EndBlock();

        Assert.Equal(4 * SpillFile.BlockSize, file.Position);
        byte[] read = new byte[4 * SpillFile.BlockSize];
        for (int block = 3; block >= 0; block--)
        {
            file.Read(block, read.AsSpan(block * SpillFile.BlockSize, SpillFile.BlockSize));
        }

        Assert.Equal(written, read[..written.Length]);
    }

    [Fact]
    public void Nobody_else_can_read_what_is_kept()
    {
        byte[] secret = Encoding.ASCII.GetBytes("a name that is in a vault alone, " + Guid.NewGuid());
        HashSet<string> before = [.. DeletedFiles()];
        using SpillFile file = SpillFile.Create();
        file.Append(secret);
        file.EndBlock();

        // Other tests of this process may have such files too: none of them holds it.
        string[] made = [.. DeletedFiles().Where(path => !before.Contains(path))];
        Assert.NotEmpty(made);
        Assert.All(made, path => Assert.False(Contains(path, secret)));
    }

    [Fact]
    public void Bytes_that_were_changed_are_no_entries()
    {
        HashSet<string> before = [.. DeletedFiles()];
        using SpillFile file = SpillFile.Create();
        file.Append([1, 2, 3]);
        file.EndBlock();

        foreach (string path in DeletedFiles().Where(path => !before.Contains(path)))
        {
            Change(path);
        }

        Assert.Equal(Errno.EIO, Assert.Throws<FathomException>(() => file.Read(0, new byte[SpillFile.BlockSize])).Errno);
    }

    private static IEnumerable<string> DeletedFiles() => OpenDescriptors.All()
        .Where(static link => link.Target.Contains("/fathom-", StringComparison.Ordinal) && link.Target.EndsWith(" (deleted)", StringComparison.Ordinal))
        .Select(static link => link.Path);

    private static bool Contains(string path, byte[] bytes)
    {
        try
        {
            return File.ReadAllBytes(path).AsSpan().IndexOf(bytes) >= 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Change(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        int first = stream.ReadByte();
        stream.Position = 0;
        stream.WriteByte((byte)~first);
    }
}
