using System.Net;
using System.Net.Sockets;
using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Support;

namespace Fathom.Tests.Nfs.Server;

/// <summary>An NFSv3 server in this process, with MOUNT and a portmapper, on loopback ports of its own. It serves a tree in memory correctly,
/// or as a test says with <see cref="On"/>, and records every call.</summary>
internal sealed class FakeNfsServer : IDisposable
{
    private readonly Lock _rulesLock = new();
    private readonly List<FakeRule> _rules = [];
    private readonly List<FakeCall> _calls = [];
    private readonly FakeListener _nfs;
    private readonly FakeListener _mount;
    private readonly FakeListener _portmap;

    private FakeNfsServer(MemoryNode root, IPAddress address)
    {
        Nodes = new FakeNodes(root);
        Address = address;
        _nfs = new FakeListener(this, address);
        _mount = new FakeListener(this, address);
        _portmap = new FakeListener(this, address);
    }

    internal IPAddress Address { get; }

    internal int NfsPort => _nfs.Port;

    internal int MountPort => _mount.Port;

    internal int PortmapPort => _portmap.Port;

    /// <summary>As a user types it.</summary>
    internal string Url => $"nfs://{Address}{FakeMountProgram.ExportPath}?nfsport={NfsPort}&mountport={MountPort}";

    /// <summary>As the parser gives it.</summary>
    internal NfsUrl Place => new()
    {
        Host = Address.ToString(),
        NfsPort = NfsPort,
        MountPort = MountPort,
        Path = Encoding.UTF8.GetBytes(FakeMountProgram.ExportPath),
        Name = Encoding.UTF8.GetBytes($"nfs://{Address}{FakeMountProgram.ExportPath}"),
    };

    /// <summary>Taken while the tree is read; see <see cref="Change"/>.</summary>
    internal Lock Sync { get; } = new();

    internal FakeNodes Nodes { get; }

    /// <summary>Of every directory.</summary>
    internal ulong Verifier { get; set; } = 0x0102_0304_0506_0708;

    /// <summary>How places in directories are numbered.</summary>
    internal FakeCookies Cookies { get; set; } = FakeCookies.Ordered;

    /// <summary>Entries of a page at most, "." and ".." included.</summary>
    internal int PageEntries { get; set; } = int.MaxValue;

    /// <summary>The rtmax and wtmax of FSINFO.</summary>
    internal uint ReadMax { get; set; } = 1024 * 1024;

    /// <summary>The dtpref of FSINFO.</summary>
    internal uint DirectoryPreferred { get; set; } = 64 * 1024;

    /// <summary>What MNT says that the export takes; AUTH_SYS and AUTH_NONE by default.</summary>
    internal IReadOnlyList<uint> Flavours { get; set; } = [1, 0];

    /// <summary>Every call that came, in order.</summary>
    internal IReadOnlyList<FakeCall> Calls
    {
        get
        {
            lock (_rulesLock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Connections made to the NFS service.</summary>
    internal int Connections => _nfs.Accepted;

    /// <summary>Starts a server.</summary>
    /// <param name="root">The export. Nodes that come later are known when they are first listed.</param>
    /// <param name="address">Where it listens; 127.0.0.1 by default.</param>
    internal static FakeNfsServer Start(MemoryNode root, IPAddress? address = null) => new(root, address ?? IPAddress.Loopback);

    /// <summary>The byte at an offset of any file.</summary>
    internal static byte ContentAt(long offset) => (byte)(offset % 251);

    /// <summary>Calls of a procedure.</summary>
    internal IReadOnlyList<FakeCall> CallsOf(RpcProcedure procedure) => [.. Calls.Where(call => call.Procedure == procedure)];

    /// <summary>How often a procedure was called.</summary>
    internal int Count(RpcProcedure procedure) => Calls.Count(call => call.Procedure == procedure);

    /// <summary>Scripts calls; of several rules for a call, the first counts.</summary>
    /// <param name="procedure">Null for all.</param>
    /// <param name="when">Which calls of it; null for all. Not called by two threads at once.</param>
    /// <param name="skip">So many of them are answered by later rules, or well.</param>
    /// <param name="times">So many after those get the answer.</param>
    internal void On(RpcProcedure? procedure, FakeAnswer answer, Func<FakeCall, bool>? when = null, int skip = 0, int times = int.MaxValue)
    {
        lock (_rulesLock)
        {
            _rules.Add(new FakeRule(procedure, when, skip, times, answer));
        }
    }

    /// <summary>Fills a directory of the tree with entries that are made when they are listed.</summary>
    internal void Fill(MemoryNode directory, VirtualDirectory entries) => Change(() => Nodes.AddVirtual(directory, entries));

    /// <summary>Changes the tree between two calls.</summary>
    internal void Change(Action change)
    {
        lock (Sync)
        {
            change();
        }
    }

    /// <summary>Closes all connections and listens no more, as a server that was stopped.</summary>
    internal void Stop()
    {
        _nfs.Stop();
        _mount.Stop();
        _portmap.Stop();
    }

    /// <summary>Listens again, on the same ports.</summary>
    internal void Restart()
    {
        _nfs.Start();
        _mount.Start();
        _portmap.Start();
    }

    /// <summary>Closes all connections to the NFS service; new ones are accepted.</summary>
    internal void CutConnections() => _nfs.CloseConnections();

    /// <inheritdoc/>
    public void Dispose() => Stop();

    /// <summary>Records a call, and decides on its answer.</summary>
    internal FakeAnswer Take(FakeCall call)
    {
        lock (_rulesLock)
        {
            _calls.Add(call);
            FakeRule? chosen = null;
            foreach (FakeRule rule in _rules)
            {
                // Every rule sees the call, so that rules count apart from each other.
                if (rule.Takes(call))
                {
                    chosen ??= rule;
                }
            }

            return chosen?.Answer ?? FakeAnswer.Correct;
        }
    }
}
