using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Fathom.Cli;

/// <summary>Names in JSON, which has no way to say bytes.</summary>
internal static class JsonName
{
    /// <summary>Writes the property as text and, only if the bytes are not UTF-8, <c>NAME_b64</c> with the exact bytes.</summary>
    /// <param name="property">ASCII, such as <c>path</c>.</param>
    /// <param name="name">Bytes that are not UTF-8 become U+FFFD in the text.</param>
    internal static void WriteName(this Utf8JsonWriter writer, ReadOnlySpan<byte> property, ReadOnlySpan<byte> name)
    {
        if (Utf8.IsValid(name))
        {
            writer.WriteString(property, name);
            return;
        }

        writer.WriteString(property, Encoding.UTF8.GetString(name));
        Span<byte> exact = stackalloc byte[property.Length + 4];
        property.CopyTo(exact);
        "_b64"u8.CopyTo(exact[property.Length..]);
        writer.WriteBase64String(exact, name);
    }
}
