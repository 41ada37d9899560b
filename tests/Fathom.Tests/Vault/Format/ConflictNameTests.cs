using System.Text;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class ConflictNameTests : IDisposable
{
    private readonly VaultKeys _keys = TestKeys.Counting();
    private readonly AesSiv _siv;
    private readonly SivDirectory _root;
    private readonly NameCodec _names = new(220);

    public ConflictNameTests()
    {
        _siv = _keys.CreateSiv();
        _root = _siv.PrepareDirectory([]);
    }

    public void Dispose()
    {
        _siv.Dispose();
        _keys.Dispose();
    }

    [Theory]
    [InlineData("", " (1)")]
    [InlineData("", " (conflicted copy 2024-01-31 of A's laptop)")]
    [InlineData("", "_conflict-20240131-120000")]
    [InlineData("", ".sync-conflict-20240131-120000-ABCDEFG")]
    [InlineData("Copy of ", "")]
    [InlineData("Copy-of-", "")]
    [InlineData("[conflict] ", " {x} \u65e5\u672c")]
    [InlineData("", "=")]
    public void The_encrypted_name_is_found_inside(string before, string after)
    {
        foreach (string name in (string[])["a", "ab", "abc", "report.pdf", "a longer name of a file.txt"])
        {
            string canonical = _names.Encrypt(_root, name)[..^4];
            byte[] stored = Encoding.UTF8.GetBytes($"{before}{canonical}{after}.c9r");
            byte[] found = new byte[stored.Length];
            Assert.True(ConflictName.TryFind(_names, in _root, stored, found, out int written, out Range range));
            Assert.Equal(name, Encoding.UTF8.GetString(found, 0, written));
            Assert.Equal(canonical, Encoding.UTF8.GetString(stored[range]));
        }
    }

    [Theory]
    [InlineData("nothing of the kind.c9r")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.c9r")]
    [InlineData(".c9r")]
    [InlineData("")]
    [InlineData("9ovGh03FYi0-jGCbRkIA80k29tJKo9BfgA== (1).c9s")]
    [InlineData("9ovGh03FYi0-jGCbRkIA80k29tJKo9BfgQ== (1).c9r")]
    public void What_does_not_authenticate_is_not_found(string stored)
    {
        byte[] text = Encoding.ASCII.GetBytes(stored);
        Assert.False(ConflictName.TryFind(_names, in _root, text, new byte[text.Length], out int written, out _));
        Assert.Equal(0, written);
    }

    [Fact]
    public void A_conflict_of_another_directory_is_none_here()
    {
        byte[] stored = Encoding.ASCII.GetBytes(_names.Encrypt(_siv.PrepareDirectory("other"u8), "hello.txt")[..^4] + " (1).c9r");
        Assert.False(ConflictName.TryFind(_names, in _root, stored, new byte[stored.Length], out _, out _));
    }
}
