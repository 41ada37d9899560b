using System.Buffers.Text;
using System.Text;

namespace Fathom.Nfs;

/// <summary>The parameters of an <see cref="NfsUrl"/>.</summary>
internal sealed class NfsUrlQuery
{
    private const string Known = "nfsport, mountport, uid, gid, gids, version";

    private readonly HashSet<string> _seen = [];
    private uint? _uid;
    private uint? _gid;
    private uint[]? _groups;

    internal int NfsPort { get; private set; }

    internal int MountPort { get; private set; }

    /// <summary>The first thing found to be wrong.</summary>
    internal string Problem { get; private set; } = "";

    /// <summary>Reads <c>name=value&amp;name=value</c>.</summary>
    /// <param name="port">The port that stands beside the host; 0 for none.</param>
    internal bool TryRead(ReadOnlySpan<byte> query, int port)
    {
        NfsPort = port;
        foreach (Range range in query.Split((byte)'&'))
        {
            ReadOnlySpan<byte> parameter = query[range];
            int equals = parameter.IndexOf((byte)'=');
            ReadOnlySpan<byte> value = equals < 0 ? default : parameter[(equals + 1)..];
            if (!parameter.IsEmpty && !TrySet(Encoding.UTF8.GetString(equals < 0 ? parameter : parameter[..equals]), value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Who calls: what the process is, where a parameter does not say; null if none of them does.</summary>
    internal NfsCredential? Credential()
    {
        if (_uid is null && _gid is null && _groups is null)
        {
            return null;
        }

        NfsCredential process = NfsCredential.OfProcess;

        // Groups of this process say nothing of another user, and must not give that user more than it has.
        return new NfsCredential
        {
            Uid = _uid ?? process.Uid,
            Gid = _gid ?? process.Gid,
            Groups = _groups ?? (_uid is null ? process.Groups : []),
        };
    }

    /// <summary>Reads a port, 1 to 65535.</summary>
    internal static bool TryPort(ReadOnlySpan<byte> digits, out int port)
    {
        bool isNumber = TryNumber(digits, out uint number) && number is >= 1 and <= ushort.MaxValue;
        port = isNumber ? (int)number : 0;
        return isNumber;
    }

    private bool TrySet(string name, ReadOnlySpan<byte> value)
    {
        if (!_seen.Add(name))
        {
            return Fail($"parameter '{name}' is given twice");
        }

        return name switch
        {
            "nfsport" => TrySetNfsPort(value),
            "mountport" => TrySetMountPort(value),
            "uid" => TrySetId(name, value, out _uid),
            "gid" => TrySetId(name, value, out _gid),
            "gids" => TrySetGroups(value),
            "version" => value.SequenceEqual("3"u8) || Fail($"version={Encoding.UTF8.GetString(value)}: only version 3 of NFS is spoken"),
            _ => Fail($"unknown parameter '{name}'; the known ones are {Known}"),
        };
    }

    private bool TrySetNfsPort(ReadOnlySpan<byte> value)
    {
        int besideHost = NfsPort;
        if (!TryPort(value, out int port))
        {
            return Fail($"nfsport={Encoding.UTF8.GetString(value)}: a port is 1 to 65535");
        }

        NfsPort = port;
        return besideHost == 0 || besideHost == port || Fail($"the port of the server is given as {besideHost} and as {port}");
    }

    private bool TrySetMountPort(ReadOnlySpan<byte> value)
    {
        bool isPort = TryPort(value, out int port);
        MountPort = port;
        return isPort || Fail($"mountport={Encoding.UTF8.GetString(value)}: a port is 1 to 65535");
    }

    private bool TrySetId(string name, ReadOnlySpan<byte> value, out uint? id)
    {
        bool isNumber = TryNumber(value, out uint number);
        id = number;
        return isNumber || Fail($"{name}={Encoding.UTF8.GetString(value)}: an id is 0 to {uint.MaxValue}");
    }

    private bool TrySetGroups(ReadOnlySpan<byte> value)
    {
        List<uint> groups = [];
        foreach (Range range in value.Split((byte)','))
        {
            if (value[range].IsEmpty && value.IsEmpty)
            {
                break;
            }

            if (!TryNumber(value[range], out uint group))
            {
                return Fail($"gids={Encoding.UTF8.GetString(value)}: ids are 0 to {uint.MaxValue}, with commas between them");
            }

            groups.Add(group);
        }

        _groups = [.. groups];
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out uint number) =>
        Utf8Parser.TryParse(digits, out number, out int used) && used == digits.Length && digits[0] is >= (byte)'0' and <= (byte)'9';

    private bool Fail(string problem)
    {
        Problem = problem;
        return false;
    }
}
