using System.Text;

namespace Fathom.Nfs;

/// <summary>Mounts a path, or the export that holds it: some servers mount exports only, and nothing below them.</summary>
internal sealed class ExportSearch(MountClient client, NfsUrl url, CancellationToken cancellation)
{
    // Enough to see what the server has; a message is not a listing.
    private const int MaxNamed = 10;

    // A path has rarely more components; each of them is a call that the server refused.
    private const int MaxParents = 64;

    /// <exception cref="FathomException">Nothing could be mounted; the message says what there is.</exception>
    internal MountedExport Mount()
    {
        ReadOnlyMemory<byte> path = url.Path;
        Errno refusal = TryMount(path, out MountedExport? mounted);
        if (mounted is not null)
        {
            return mounted;
        }

        IReadOnlyList<NfsExport>? exports = ListExports();
        foreach (ReadOnlyMemory<byte> candidate in exports is { Count: > 0 } ? Holding(exports, path) : Parents(path))
        {
            TryMount(candidate, out mounted);
            if (mounted is not null)
            {
                return mounted;
            }
        }

        throw Refused(exports, refusal);
    }

    /// <summary>The exports that hold a path, longest first.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> Holding(IReadOnlyList<NfsExport> exports, ReadOnlyMemory<byte> path) =>
        exports.Select(export => TrimSlashes(export.Path))
            .Where(export => export.Length < path.Length && IsAbove(export.Span, path.Span))
            .OrderByDescending(export => export.Length);

    /// <summary>The directories above a path, longest first.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> Parents(ReadOnlyMemory<byte> path)
    {
        for (int tries = 0; tries < MaxParents && path.Length > 1; tries++)
        {
            path = path[..Math.Max(path.Span.LastIndexOf((byte)'/'), 1)];
            yield return path;
        }
    }

    private Errno TryMount(ReadOnlyMemory<byte> path, out MountedExport? mounted)
    {
        Errno errno = client.Mount(path.Span, out NfsFileHandle handle, out IReadOnlyList<uint> flavours, cancellation);
        mounted = errno == Errno.None ? new MountedExport(path, handle, flavours) : null;
        return errno;
    }

    /// <summary>The exports; null where the server does not list them.</summary>
    private IReadOnlyList<NfsExport>? ListExports()
    {
        try
        {
            return client.ListExports(cancellation);
        }
        catch (FathomException exception) when (!exception.IsTransient)
        {
            return null;
        }
    }

    private FathomException Refused(IReadOnlyList<NfsExport>? exports, Errno refusal)
    {
        ReadOnlySpan<byte> path = url.Path.Span;
        string host = url.Host;
        if (exports is null or { Count: 0 })
        {
            return new FathomException($"NFS server {host} lists no exports and refused to mount", path, refusal);
        }

        foreach (NfsExport export in exports)
        {
            if (IsAbove(TrimSlashes(export.Path).Span, path))
            {
                // The export is there: this host, port or user may not have it, or it has no such directory.
                string groups = export.Groups.Count == 0 ? "everybody" : Names(export.Groups);
                return new FathomException($"NFS server {host} exports {Text(export.Path)} to {groups}, but refused to mount", path, refusal);
            }
        }

        return new FathomException($"NFS server {host} exports {Names([.. exports.Select(export => export.Path)])}, but not", path, refusal);
    }

    private static string Names(IReadOnlyList<ReadOnlyMemory<byte>> names)
    {
        string first = string.Join(", ", names.Take(MaxNamed).Select(Text));
        return names.Count > MaxNamed ? $"{first} and {names.Count - MaxNamed} more" : first;
    }

    // The names are the server's, and the message may go to a terminal: what would steer one is not shown.
    private static string Text(ReadOnlyMemory<byte> name) =>
        new([.. Encoding.UTF8.GetString(name.Span).Select(static letter => char.IsControl(letter) ? '\uFFFD' : letter)]);

    private static ReadOnlyMemory<byte> TrimSlashes(ReadOnlyMemory<byte> path)
    {
        int length = path.Span.TrimEnd((byte)'/').Length;
        return path[..Math.Max(length, Math.Min(path.Length, 1))];
    }

    /// <summary>Whether a directory is, or holds, a path.</summary>
    private static bool IsAbove(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> path) =>
        directory.SequenceEqual("/"u8)
        || (!directory.IsEmpty && path.StartsWith(directory) && (path.Length == directory.Length || path[directory.Length] == (byte)'/'));
}
