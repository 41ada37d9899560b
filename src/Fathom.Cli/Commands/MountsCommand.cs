using System.CommandLine;
using System.Text;
using System.Text.Json;
using Fathom.Fuse;

namespace Fathom.Cli;

/// <summary><c>fathom mounts</c>: what is mounted.</summary>
internal static class MountsCommand
{
    internal static Command Create()
    {
        Option<bool> json = new("--json") { Description = "print one JSON document" };
        DocumentedCommand command = new("mounts", "List what fathom mount has mounted")
        {
            Options = { json },
            Examples = { new("fathom mounts", "each with its root, its directory, and ro or rw") },
        };
        command.SetAction(result => Run(result.GetValue(json)));
        return command;
    }

    private static int Run(bool isJson)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("mounts are served on Linux only");
        }

        IReadOnlyList<MountedTree> mounts = FuseMounts.List();
        using StandardOutput output = new();
        output.Write(isJson ? Json(mounts) : string.Concat(mounts.Select(Line)));
        return ExitCode.Done;
    }

    private static string Line(MountedTree mount) =>
        $"{NameEscaper.Quote(PathText.ToText(mount.Source.Span))} on {NameEscaper.Quote(PathText.ToText(mount.MountPoint.Span))} {(mount.IsReadOnly ? "ro" : "rw")}\n";

    private static string Json(IReadOnlyList<MountedTree> mounts)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartArray();
            foreach (MountedTree mount in mounts)
            {
                json.WriteStartObject();
                json.WriteName("root"u8, mount.Source.Span);
                json.WriteName("path"u8, mount.MountPoint.Span);
                json.WriteBoolean("read_only", mount.IsReadOnly);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
