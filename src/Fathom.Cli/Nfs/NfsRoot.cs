using System.Globalization;
using Fathom.Nfs;

namespace Fathom.Cli;

/// <summary>A root that is a URL of an NFS server.</summary>
internal static class NfsRoot
{
    /// <summary>How such a URL looks, for messages and help.</summary>
    internal const string Form = "nfs://HOST[:PORT]/EXPORT[/DIR][?nfsport=N&mountport=N&uid=N&gid=N&gids=N,N&version=3]";

    /// <summary>Whether a root is such a URL, right or wrong.</summary>
    internal static bool IsUrl(ReadOnlySpan<byte> root) => NfsUrl.IsUrl(root);

    /// <summary>Reads a URL.</summary>
    /// <param name="root">As typed, raw bytes.</param>
    /// <exception cref="UsageException">It cannot be read.</exception>
    internal static NfsUrl Parse(ReadOnlySpan<byte> root) =>
        NfsUrl.TryParse(root, out NfsUrl? url, out string? problem)
            ? url
            : throw new UsageException($"bad URL {NameEscaper.Quote(PathText.ToText(root))}: {problem}; it looks like {Form}");

    /// <summary>Reads the name of a server, or any URL on it.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    internal static NfsUrl ParseServer(string typed)
    {
        byte[] text = PathText.ToBytes(typed);
        return Parse(IsUrl(text) ? text : PathText.ToBytes(NfsUrl.Scheme + typed));
    }

    /// <summary>What tells servers apart: host, and port where one is given.</summary>
    /// <exception cref="UsageException">The URL cannot be read.</exception>
    internal static string ServerOf(ReadOnlySpan<byte> root)
    {
        NfsUrl url = Parse(root);
        return string.Create(CultureInfo.InvariantCulture, $"{url.Host.ToLowerInvariant()}:{url.NfsPort}");
    }
    /// <summary>Host and path, equal for all spellings of a place.</summary>
    /// <exception cref="UsageException">The URL cannot be read.</exception>
    internal static string FullNameOf(ReadOnlySpan<byte> root)
    {
        NfsUrl url = Parse(root);
        return NfsUrl.Scheme + url.Host.ToLowerInvariant() + PathText.ToText(url.Path.Span);
    }
}
