using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Server;

/// <summary>A real NFS-Ganesha on loopback ports of its own, with a folder of its own for its state. Needs root.</summary>
internal sealed class GaneshaServer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly Lazy<GaneshaServer> s_shared = new(static () => new GaneshaServer(CorpusStore.Folder));

    private readonly string _folder;
    private readonly TempFolder _state = new();
    private Process? _process;

    /// <summary>Starts a server; skips the test where that is not possible.</summary>
    /// <param name="folder">What is exported, read and write.</param>
    internal GaneshaServer(string folder)
    {
        SkipIfUnavailable();
        _folder = folder;
        (NfsPort, MountPort) = FreePorts();
        try
        {
            Prepare();
            Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>One for all tests: exports <see cref="CorpusStore.Folder"/>. None may stop it. Skips the test where there can be none.</summary>
    internal static GaneshaServer Shared
    {
        get
        {
            // Said again for each test: the reason is no exception that may be kept.
            SkipIfUnavailable();
            return s_shared.Value;
        }
    }

    internal int NfsPort { get; }

    internal int MountPort { get; }

    /// <summary>As a user types it.</summary>
    internal string Url => UrlOf(_folder);

    /// <summary>Why there can be no such server here; null if there can.</summary>
    internal static string? Unavailable { get; } =
        !RawFiles.IsRoot ? "NFS-Ganesha needs root"
        : !Has("ganesha.nfsd") ? "ganesha.nfsd is not installed (nfs-ganesha, nfs-ganesha-vfs)"
        : !Has("gcc") ? "gcc is not installed"
        : !FileHandles.Work(CorpusStore.Folder) ? $"files in {CorpusStore.Folder} cannot be opened by handle"
        : null;

    internal static void SkipIfUnavailable() => Assert.SkipWhen(Unavailable is not null, Unavailable ?? "");

    internal static void DisposeShared()
    {
        if (s_shared.IsValueCreated)
        {
            s_shared.Value.Dispose();
        }
    }

    /// <summary>Whether a command is installed.</summary>
    internal static bool Has(string command) => Shell.Run("sh", "-c", $"PATH=$PATH:/usr/sbin:/sbin command -v {command}").ExitCode == 0;

    /// <summary>The URL of the export, or of a folder below it.</summary>
    internal string UrlOf(string folder) => $"nfs://127.0.0.1{folder}?nfsport={NfsPort}&mountport={MountPort}";

    /// <summary>Starts again, on the same ports.</summary>
    internal void Start()
    {
        File.WriteAllText(LogPath, "");
        ProcessStartInfo start = new("/bin/sh")
        {
            WorkingDirectory = _state.Path,
            RedirectStandardInput = true,
            ArgumentList = { "-c", $"exec ganesha.nfsd -F -f ganesha.conf -L '{LogPath}' -p '{_state.At("pid")}' -N NIV_EVENT >/dev/null 2>&1" },
        };
        start.Environment["LD_PRELOAD"] = _state.At("norpcb.so");
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
        _process = Process.Start(start)!;
        Stopwatch waited = Stopwatch.StartNew();
        while (!IsReady())
        {
            if (_process.HasExited || waited.Elapsed > s_patience)
            {
                throw new InvalidOperationException("NFS-Ganesha did not start:\n" + string.Join('\n', File.ReadLines(LogPath).TakeLast(20)));
            }

            Thread.Sleep(20);
        }
    }

    /// <summary>Ends the process; its ports and its state stay for <see cref="Start"/>.</summary>
    /// <param name="isKilled">At once, as when a machine loses power.</param>
    internal void Stop(bool isKilled = false)
    {
        if (_process is null)
        {
            return;
        }

        // By its own id: it is the child itself, since the shell became it.
        Shell.Run("kill", isKilled ? "-KILL" : "-TERM", $"{_process.Id}");
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop(isKilled: true);
        _state.Dispose();
    }

    private string LogPath => _state.At("ganesha.log");

    private void Prepare()
    {
        // Where the server keeps what outlives it, by its build; it does not make the folder itself.
        Directory.CreateDirectory("/run/ganesha");
        string source = RepositoryRoot.At("tests/Fathom.Tests/Nfs/Server/no-rpcbind.c");
        Shell.Run("gcc", "-shared", "-fPIC", "-O2", "-pthread", "-o", _state.At("norpcb.so"), source).EnsureSuccess();
        File.WriteAllText(_state.At("ganesha.conf"), $$"""
            NFS_CORE_PARAM {
                Bind_addr = 127.0.0.1; NFS_Port = {{NfsPort}}; MNT_Port = {{MountPort}}; Protocols = 3; NFS_Protocols = 3;
                Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false;
            }
            EXPORT {
                Export_Id = 1; Path = {{_folder}}; Pseudo = /export; Protocols = 3; Transports = TCP; SecType = sys, none;
                Access_Type = RW; Squash = No_Root_Squash; PrivilegedPort = false; Attr_Expiration_Time = 0; FSAL { Name = VFS; }
            }
            LOG { Default_Log_Level = EVENT; }
            """);
    }

    private bool IsReady() =>
        File.Exists(LogPath) && File.ReadAllText(LogPath).Contains("NFS SERVER INITIALIZED", StringComparison.Ordinal) && Accepts(NfsPort) && Accepts(MountPort);

    private static bool Accepts(int port)
    {
        try
        {
            using TcpClient client = new();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static (int First, int Second) FreePorts()
    {
        using TcpListener first = new(IPAddress.Loopback, 0);
        using TcpListener second = new(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
