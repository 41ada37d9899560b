using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fathom.Nfs;

/// <summary>Takes an <see cref="NfsUrl"/> apart: scheme, host, port, path, parameters, in that order.</summary>
internal ref struct NfsUrlParser(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The first thing found to be wrong.</summary>
    internal string Problem { get; private set; } = "";

    internal NfsUrl? Parse()
    {
        if (!NfsUrl.IsUrl(_text))
        {
            Fail($"an NFS URL begins with {NfsUrl.Scheme}");
            return null;
        }

        int question = _text.IndexOf((byte)'?');
        ReadOnlySpan<byte> query = question < 0 ? default : _text[(question + 1)..];
        ReadOnlySpan<byte> name = question < 0 ? _text : _text[..question];
        _rest = name[NfsUrl.Scheme.Length..];

        if (!TryHost(out string host) || !TryPort(out int port) || !TryPath(out byte[] path))
        {
            return null;
        }

        NfsUrlQuery parameters = new();
        if (!parameters.TryRead(query, port))
        {
            Fail(parameters.Problem);
            return null;
        }

        return new NfsUrl
        {
            Host = host,
            NfsPort = parameters.NfsPort,
            MountPort = parameters.MountPort,
            Path = path,
            Credential = parameters.Credential(),
            Name = TrimSlashes(name).ToArray(),
        };
    }

    /// <summary>Reads <c>name</c>, <c>1.2.3.4</c> or <c>[::1]</c>.</summary>
    private bool TryHost(out string host)
    {
        host = "";
        if (_rest.StartsWith("["u8))
        {
            int end = _rest.IndexOf((byte)']');
            host = end < 0 ? "" : Encoding.UTF8.GetString(_rest[1..end]);
            if (!IPAddress.TryParse(host, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
            {
                return Fail("what stands in [] is no IPv6 address");
            }

            _rest = _rest[(end + 1)..];
            return _rest.IsEmpty || _rest[0] is (byte)':' or (byte)'/' || Fail("after ']' comes a port or a path");
        }

        int length = _rest.IndexOfAny((byte)'/', (byte)':');
        ReadOnlySpan<byte> bytes = length < 0 ? _rest : _rest[..length];
        _rest = _rest[bytes.Length..];
        if (bytes.IsEmpty)
        {
            return Fail("it names no server");
        }

        if (bytes.Contains((byte)'@'))
        {
            return Fail("there is no user before the server; parameters uid=, gid= and gids= say who calls");
        }

        foreach (byte letter in bytes)
        {
            if (letter is <= (byte)' ' or 0x7f || "%[]{}<>\"\\^`|#"u8.Contains(letter))
            {
                return Fail("the name of the server has a character that no name has");
            }
        }

        host = Encoding.UTF8.GetString(bytes);
        return true;
    }

    /// <summary>Reads <c>:port</c>, if it is there.</summary>
    private bool TryPort(out int port)
    {
        port = 0;
        if (!_rest.StartsWith(":"u8))
        {
            return true;
        }

        int end = _rest.IndexOf((byte)'/');
        ReadOnlySpan<byte> digits = end < 0 ? _rest[1..] : _rest[1..end];
        _rest = end < 0 ? default : _rest[end..];
        if (digits.Contains((byte)':'))
        {
            return Fail("an IPv6 address stands in brackets, as in nfs://[::1]/export");
        }

        return NfsUrlQuery.TryPort(digits, out port) || Fail($"port '{Encoding.UTF8.GetString(digits)}' is not 1 to 65535");
    }

    /// <summary>Decodes the path and leaves out empty and '.' components.</summary>
    private bool TryPath(out byte[] path)
    {
        path = [];
        byte[] decoded = new byte[_rest.Length];
        if (!TryDecode(decoded, out int length))
        {
            return Fail("'%' in a path is followed by two hexadecimal digits; a '%' itself is %25");
        }

        ReadOnlySpan<byte> raw = decoded.AsSpan(0, length);
        if (raw.Contains((byte)0))
        {
            return Fail("a path has no NUL");
        }

        byte[] clean = new byte[length + 1];
        int written = 0;
        foreach (Range range in raw.Split((byte)'/'))
        {
            ReadOnlySpan<byte> component = raw[range];
            if (component.SequenceEqual(".."u8))
            {
                return Fail("a path has no '..': handles lead down only");
            }

            if (!component.IsEmpty && !component.SequenceEqual("."u8))
            {
                clean[written++] = (byte)'/';
                component.CopyTo(clean.AsSpan(written));
                written += component.Length;
            }
        }

        path = written == 0 ? "/"u8.ToArray() : clean[..written];
        return true;
    }

    private readonly bool TryDecode(Span<byte> decoded, out int length)
    {
        length = 0;
        for (int i = 0; i < _rest.Length; i++)
        {
            byte value = _rest[i];
            if (value == (byte)'%')
            {
                if (i + 2 >= _rest.Length || !char.IsAsciiHexDigit((char)_rest[i + 1]) || !char.IsAsciiHexDigit((char)_rest[i + 2]))
                {
                    return false;
                }

                value = (byte)((HexValue(_rest[i + 1]) << 4) | HexValue(_rest[i + 2]));
                i += 2;
            }

            decoded[length++] = value;
        }

        return true;
    }

    private static int HexValue(byte digit) => digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static ReadOnlySpan<byte> TrimSlashes(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> trimmed = name.TrimEnd((byte)'/');
        return trimmed.Length < NfsUrl.Scheme.Length ? name[..NfsUrl.Scheme.Length] : trimmed;
    }

    private bool Fail(string problem)
    {
        Problem = problem;
        return false;
    }
}
