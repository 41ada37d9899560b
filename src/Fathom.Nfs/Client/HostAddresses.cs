using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fathom.Nfs;

/// <summary>Addresses of a server.</summary>
internal static class HostAddresses
{
    /// <summary>All addresses that a name has, in the resolver's order; several are one server that answers at each of them.</summary>
    /// <exception cref="FathomException">The name has none.</exception>
    internal static IReadOnlyList<IPAddress> Resolve(string host)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        Errno errno;
        try
        {
            IPAddress[] addresses = Dns.GetHostAddresses(host);
            if (addresses.Length > 0)
            {
                return [.. addresses.Distinct()];
            }

            errno = Errno.ENXIO;
        }
        catch (SocketException exception)
        {
            errno = exception.SocketErrorCode == SocketError.TryAgain ? Errno.EAGAIN : Errno.ENXIO;
        }
        catch (ArgumentException)
        {
            // Longer than a name can be, or with an empty label.
            errno = Errno.ENXIO;
        }

        throw new FathomException("no address is known for the NFS server (is its name right?)", Encoding.UTF8.GetBytes(host), errno);
    }
}
