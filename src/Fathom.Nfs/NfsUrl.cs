using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Fathom.Nfs;

/// <summary>A place on a server: <c>nfs://host[:port]/export[/sub][?nfsport=&amp;mountport=&amp;uid=&amp;gid=&amp;gids=&amp;version=3]</c>.</summary>
public sealed record NfsUrl
{
    /// <summary>What every such URL begins with, in any case of letters.</summary>
    public const string Scheme = "nfs://";

    /// <summary>Name or address of the server.</summary>
    public required string Host { get; init; }

    /// <summary>Port of the NFS service; 0 to ask the portmapper, and to take 2049 where there is none.</summary>
    public int NfsPort { get; init; }

    /// <summary>Port of the MOUNT service; 0 to ask the portmapper.</summary>
    public int MountPort { get; init; }

    /// <summary>Path of the export, or of a directory below it; raw bytes, beginning with '/'.</summary>
    public ReadOnlyMemory<byte> Path { get; init; } = "/"u8.ToArray();

    /// <summary>Who the caller is; null for the user of this process.</summary>
    public NfsCredential? Credential { get; init; }

    /// <summary>The URL as typed, raw bytes, without what follows '?' and without slashes at its end.</summary>
    public ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>Whether a root is meant as such a URL: whether it begins with <see cref="Scheme"/>.</summary>
    public static bool IsUrl(ReadOnlySpan<byte> text) =>
        text.Length >= Scheme.Length && Ascii.EqualsIgnoreCase(text[..Scheme.Length], Scheme);

    /// <summary>Reads a URL.</summary>
    /// <param name="text">Raw bytes. In the path <c>%XX</c> stands for a byte; a '?' in a name is <c>%3F</c>, a '%' is <c>%25</c>.</param>
    /// <param name="url">Null if it could not be read. Empty and '.' components of the path are left out.</param>
    /// <param name="problem">What is wrong, for a message "TEXT: PROBLEM"; null if nothing is.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> text, [NotNullWhen(true)] out NfsUrl? url, [NotNullWhen(false)] out string? problem)
    {
        NfsUrlParser parser = new(text);
        url = parser.Parse();
        problem = url is null ? parser.Problem : null;
        return url is not null;
    }
}
