using System.Text;
using System.Text.Json;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Output;

public sealed class JsonNameTests
{
    [Fact]
    public void A_name_in_UTF_8_is_text_alone()
    {
        using JsonDocument document = Write("gr\u00fc\u00df\n"u8);
        Assert.Equal("gr\u00fc\u00df\n", document.RootElement.GetProperty("path").GetString());
        Assert.False(document.RootElement.TryGetProperty("path_b64", out _));
    }

    [Fact]
    public void Other_names_have_their_bytes_beside_the_text()
    {
        byte[] name = [(byte)'a', 0xFF, (byte)'b'];
        using JsonDocument document = Write(name);
        Assert.Equal("a\uFFFDb", document.RootElement.GetProperty("path").GetString());
        Assert.Equal(name, document.RootElement.GetProperty("path_b64").GetBytesFromBase64());
    }

    private static JsonDocument Write(ReadOnlySpan<byte> name)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteName("path"u8, name);
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
