using System.Net.Sockets;

namespace Fathom.Nfs;

/// <summary>Errors of sockets as <see cref="Errno"/>.</summary>
internal static class SocketErrno
{
    internal static Errno ToErrno(SocketError error) => error switch
    {
        SocketError.Success => Errno.None,
        SocketError.ConnectionRefused => Errno.ECONNREFUSED,
        SocketError.TimedOut => Errno.ETIMEDOUT,
        SocketError.HostUnreachable or SocketError.HostDown => Errno.EHOSTUNREACH,
        SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.AddressFamilyNotSupported => Errno.ENETUNREACH,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => Errno.ECONNRESET,
        SocketError.AddressAlreadyInUse or SocketError.AddressNotAvailable => Errno.EADDRINUSE,
        SocketError.AccessDenied => Errno.EACCES,
        SocketError.TooManyOpenSockets => Errno.EMFILE,
        SocketError.NoBufferSpaceAvailable => Errno.ENOMEM,
        _ => Errno.EIO,
    };
}
