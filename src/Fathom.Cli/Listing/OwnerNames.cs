using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>Names of users and groups, each asked for once. For one worker.</summary>
internal sealed class OwnerNames
{
    private readonly Dictionary<uint, byte[]> _users = [];
    private readonly Dictionary<uint, byte[]> _groups = [];

    /// <summary>The name of a user; the number where there is none.</summary>
    internal ReadOnlySpan<byte> User(uint uid)
    {
        if (!_users.TryGetValue(uid, out byte[]? name))
        {
            name = OrNumber(Interop.UserName(uid), uid);
            _users.Add(uid, name);
        }

        return name;
    }

    /// <summary>The name of a group; the number where there is none.</summary>
    internal ReadOnlySpan<byte> Group(uint gid)
    {
        if (!_groups.TryGetValue(gid, out byte[]? name))
        {
            name = OrNumber(Interop.GroupName(gid), gid);
            _groups.Add(gid, name);
        }

        return name;
    }

    private static byte[] OrNumber(ReadOnlySpan<byte> name, uint id) =>
        name.IsEmpty ? Encoding.ASCII.GetBytes(id.ToString(CultureInfo.InvariantCulture)) : name.ToArray();
}
