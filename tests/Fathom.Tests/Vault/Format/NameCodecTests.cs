using System.Text;
using Fathom.Vault;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class NameCodecTests : IDisposable
{
    private readonly VaultKeys _keys = TestKeys.Counting();
    private readonly AesSiv _siv;
    private readonly SivDirectory _root;
    private readonly NameCodec _names = new(220);

    public NameCodecTests()
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
    [InlineData("", "9ovGh03FYi0-jGCbRkIA80k29tJKo9BfgA==.c9r")]
    [InlineData("e9250eb8-078d-4fc0-8835-be92a313360c", "lSCPrvAQYGbUMqjQ9dV0-h49ig6tGpeaSg==.c9r")]
    public void Known_names_come_out_and_go_back(string directoryId, string expected)
    {
        SivDirectory directory = _siv.PrepareDirectory(Encoding.ASCII.GetBytes(directoryId));
        Assert.Equal(expected, _names.Encrypt(directory, "hello.txt"));
        Assert.Equal("hello.txt", _names.Decrypt(directory, expected));
    }

    [Fact]
    public void Any_name_comes_back_in_form_C() => Prop.ForAll<NonEmptyString>(text =>
    {
        byte[] name = Encoding.UTF8.GetBytes(text.Get.Replace('/', '_').Replace('\0', '_'));
        if (text.Get is "." or "..")
        {
            return;
        }

        byte[] normalized = new byte[name.Length * 3];
        int length = UnicodeNfc.Normalize(name, normalized);
        Assert.Equal(Encoding.UTF8.GetString(normalized, 0, length), _names.Decrypt(_root, _names.Encrypt(_root, name)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_name_in_form_D_is_stored_in_form_C_and_can_be_asked_for_as_it_is()
    {
        Assert.Equal(_names.Encrypt(_root, "caf\u00e9"), _names.Encrypt(_root, "cafe\u0301"));

        byte[] stored = new byte[100];
        Assert.Equal(Errno.None, _names.EncryptAsGiven(in _root, "cafe\u0301"u8, stored, out int written));
        string asGiven = Encoding.ASCII.GetString(stored, 0, written);
        Assert.NotEqual(_names.Encrypt(_root, "caf\u00e9"), asGiven);
        Assert.Equal("cafe\u0301", _names.Decrypt(_root, asGiven));
    }

    [Fact]
    public void What_is_no_text_is_refused_as_a_new_name_and_can_be_asked_for_as_it_is()
    {
        byte[] stored = new byte[100];
        Assert.Equal(Errno.EILSEQ, _names.Encrypt(in _root, [0xff, 0x80], stored, out _));
        Assert.Equal(Errno.None, _names.EncryptAsGiven(in _root, [0xff, 0x80], stored, out int written));

        byte[] name = new byte[100];
        Assert.Equal(Errno.None, _names.Decrypt(in _root, stored.AsSpan(0, written), name, out int length));
        Assert.Equal(new byte[] { 0xff, 0x80 }, name[..length]);
        Assert.Equal(Errno.EINVAL, _names.EncryptAsGiven(in _root, ".."u8, stored, out _));
        Assert.Equal(Errno.ENAMETOOLONG, _names.EncryptAsGiven(in _root, new byte[NameCodec.MaxNameLength + 1].Select(static _ => (byte)'x').ToArray(), stored, out _));
    }

    [Theory]
    [InlineData(146, 220, false)]
    [InlineData(147, 224, true)]
    [InlineData(250, 360, true)]
    public void Names_of_up_to_146_bytes_are_stored_whole(int length, int storedLength, bool isTooLong)
    {
        string stored = _names.Encrypt(_root, new string('x', length));
        Assert.Equal(storedLength, stored.Length);
        Assert.Equal(storedLength, NameCodec.StoredLength(length));
        Assert.Equal(isTooLong, _names.IsTooLong(Encoding.ASCII.GetBytes(stored)));
    }

    [Fact]
    public void Names_of_any_length_that_fits_come_back()
    {
        foreach (int length in (int[])[1, 15, 16, 17, 31, 32, 33, 255, 1000, 1008, 1009, 1024, 5000, NameCodec.MaxNameLength])
        {
            string name = new('n', length);
            Assert.Equal(name, _names.Decrypt(_root, _names.Encrypt(_root, name)));
        }

        Assert.Equal(nameof(Errno.ENAMETOOLONG), _names.Encrypt(_root, new string('n', NameCodec.MaxNameLength + 1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void What_is_no_name_is_neither_encrypted_nor_taken_from_a_vault(string name)
    {
        Assert.Equal(nameof(Errno.EINVAL), _names.Encrypt(_root, name));

        byte[] ciphertext = new byte[name.Length + 16];
        _root.Encrypt(Encoding.UTF8.GetBytes(name), ciphertext);
        byte[] text = new byte[NameText.LengthOf(ciphertext.Length)];
        NameText.Encode(ciphertext, text);
        Assert.Equal(nameof(Errno.EBADMSG), _names.Decrypt(_root, Encoding.ASCII.GetString(text) + ".c9r"));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() => Assert.Equal(nameof(Errno.EILSEQ), _names.Encrypt(_root, [0x61, 0xFF]));

    [Fact]
    public void A_changed_character_anywhere_is_found()
    {
        string stored = _names.Encrypt(_root, "report.pdf");
        for (int i = 0; i < stored.Length; i++)
        {
            foreach (char other in "A_-=z9.\n %")
            {
                if (stored[i] != other)
                {
                    Assert.Equal(nameof(Errno.EBADMSG), _names.Decrypt(_root, stored[..i] + other + stored[(i + 1)..]));
                }
            }
        }

        Assert.Equal(nameof(Errno.EBADMSG), _names.Decrypt(_siv.PrepareDirectory("other"u8), stored));
        Assert.Equal(nameof(Errno.EBADMSG), _names.Decrypt(_root, stored.Replace("=", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_long_name_is_abbreviated_by_its_hash()
    {
        byte[] shortened = new byte[NameCodec.ShortenedLength];
        NameCodec.Shorten("abc.c9r"u8, shortened);
        // printf abc.c9r | openssl sha1 -binary | base64 | tr +/ -_
        Assert.Equal("3qJnix7g5za76Wey4U0Ihl2KBMI=.c9s", Encoding.ASCII.GetString(shortened));
    }

    [Theory]
    [InlineData("x.c9r", NameKind.Regular)]
    [InlineData("x.c9s", NameKind.Shortened)]
    [InlineData("x.c9", NameKind.Foreign)]
    [InlineData("", NameKind.Foreign)]
    [InlineData(".DS_Store", NameKind.Foreign)]
    public void Suffixes_tell_kinds(string stored, object kind) => Assert.Equal(kind, NameCodec.KindOf(Encoding.ASCII.GetBytes(stored)));

    [Fact]
    public void Nothing_is_allocated_for_a_name()
    {
        byte[] stored = new byte[1024];
        byte[] name = new byte[1024];
        ReadOnlySpan<byte> given = "IMG_20240131_120000 (K\u00f6ln \u65e5\u672c).jpg"u8;
        _names.Encrypt(in _root, given, stored, out int written);
        _names.Decrypt(in _root, stored.AsSpan(0, written), name, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            _names.Encrypt(in _root, given, stored, out written);
            _names.Decrypt(in _root, stored.AsSpan(0, written), name, out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
