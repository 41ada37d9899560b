using System.Text;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Setup;

public sealed class RecoveryKeyTests
{
    [Fact]
    public void The_text_comes_back_as_the_same_keys_whatever_white_space_it_has()
    {
        using VaultKeys keys = VaultKeys.Create();
        string text = TextOf(keys);

        Assert.Equal(3, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        foreach (string form in (string[])[text, text.Replace(" ", "", StringComparison.Ordinal), text.Replace("\n", " \r\n\t", StringComparison.Ordinal)])
        {
            Assert.True(RecoveryKey.TryParse(Encoding.ASCII.GetBytes(form), out RecoveryKey? read, out string? problem), problem);
            using (read)
            using (VaultKeys back = read.CreateKeys())
            {
                Assert.Equal(keys.Both, back.Both);
            }
        }
    }

    [Fact]
    public void Any_single_changed_character_is_found()
    {
        using VaultKeys keys = VaultKeys.Create();
        byte[] text = Encoding.ASCII.GetBytes(TextOf(keys));
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is (byte)' ' or (byte)'\n')
            {
                continue;
            }

            byte[] changed = [.. text];
            changed[i] = changed[i] == 'A' ? (byte)'B' : (byte)'A';
            Assert.False(RecoveryKey.TryParse(changed, out _, out string? problem));
            Assert.NotEmpty(problem);
        }
    }

    [Theory]
    [InlineData("", "0 characters")]
    [InlineData("abc", "3 characters")]
    [InlineData("*", "A-Z")]
    [InlineData("+", "more")]
    public void What_is_no_key_is_refused_with_the_reason(string kind, string expected)
    {
        using VaultKeys keys = VaultKeys.Create();
        string text = kind switch
        {
            "*" => "*" + TextOf(keys)[1..],
            "+" => TextOf(keys) + "x",
            _ => kind,
        };

        Assert.False(RecoveryKey.TryParse(Encoding.ASCII.GetBytes(text), out RecoveryKey? key, out string? problem));
        Assert.Null(key);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_any_length_is_refused_without_being_read()
    {
        Assert.False(RecoveryKey.TryParse(new byte[1 << 20], out _, out string? problem));
        Assert.Contains("more", problem, StringComparison.Ordinal);
    }

    private static string TextOf(VaultKeys keys)
    {
        using RecoveryKey key = new(keys);
        byte[] text = new byte[RecoveryKey.TextLength];
        key.WriteText(text);
        return Encoding.ASCII.GetString(text);
    }
}
