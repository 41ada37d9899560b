using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>Who this process is, as the kernel tells it (proc_pid_status(5), proc_pid_stat(5)).</summary>
internal static class ProcessIdentity
{
    private const int EffectiveColumn = 2;
    private const int StartColumn = 22;

    /// <summary>The user, umask and groups of this process; an ordinary user where there is no procfs.</summary>
    internal static Caller ReadCaller()
    {
        string[] lines = ReadText("/proc/self/status")?.Split('\n') ?? [];
        return ParseCaller(lines);
    }

    /// <summary>Reads the lines of /proc/PID/status.</summary>
    internal static Caller ParseCaller(IEnumerable<string> lines)
    {
        Caller caller = Caller.Root with { IsRoot = false };
        HashSet<uint> groups = [];
        foreach (string line in lines)
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            switch (words is [] ? "" : words[0])
            {
                case "Umask:":
                    caller = caller with { Umask = Convert.ToUInt32(words[1], 8) };
                    break;
                case "Uid:":
                    caller = caller with { IsRoot = words[EffectiveColumn] == "0" };
                    break;
                case "Gid:":
                    groups.Add(uint.Parse(words[EffectiveColumn], CultureInfo.InvariantCulture));
                    break;
                case "Groups:":
                    groups.UnionWith(words[1..].Select(word => uint.Parse(word, CultureInfo.InvariantCulture)));
                    break;
            }
        }

        return caller with { Groups = groups };
    }

    /// <summary>What names this machine, from one boot to the next; empty where nothing does.</summary>
    internal static string ReadMachine() => ReadText("/etc/machine-id")?.Trim() ?? "";

    /// <summary>What names this boot; empty where there is no procfs.</summary>
    internal static string ReadBoot() => ReadText("/proc/sys/kernel/random/boot_id")?.Trim() ?? "";

    /// <summary>What marks the unfinished copies of this process.</summary>
    internal static RunIdentity ReadRun()
    {
        uint process = (uint)Environment.ProcessId;
        return new RunIdentity(ReadHost(), process, StartOf(process) ?? 0);
    }

    /// <summary>When a process started, in ticks since the machine did; null if there is none, or it has ended and nobody has asked how.</summary>
    internal static ulong? StartOf(uint process) =>
        ReadText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat")) is { } stat ? ParseStart(stat) : null;

    /// <summary>Reads the line of /proc/PID/stat.</summary>
    internal static ulong? ParseStart(string stat)
    {
        // The second column is the program's name in brackets, which may have spaces and brackets too.
        string[] rest = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool hasEnded = rest is ["Z" or "X", ..];
        return !hasEnded && rest.Length > StartColumn - 3 && ulong.TryParse(rest[StartColumn - 3], CultureInfo.InvariantCulture, out ulong start) ? start : null;
    }

    // Process numbers mean something on one machine, within one boot, in one container.
    private static uint ReadHost()
    {
        string name = $"{ReadText("/etc/machine-id")}\n{ReadText("/proc/sys/kernel/random/boot_id")}\n{new FileInfo("/proc/self/ns/pid").LinkTarget}";
        return BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
