using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Fathom.Fuse;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>Mounts a tree and serves it until the mount ends, or somebody asks this process to end.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MountRun(MountRequest request)
{
    private static readonly PosixSignal[] s_ending = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];

    private readonly Message _message = new("fathom mount");
    private Errno _stopped;

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    internal int Run()
    {
        if (!request.IsForeground && !Background.IsHere)
        {
            return Background.Start();
        }

        Background.Begin();
        request.Roots.Password.TakeVariable();
        FuseServer.PrepareProcess();
        using ITree tree = RootCatalog.OpenOne(request.Root, request.Roots, CancellationToken.None);
        request.Roots.Password.Clear();
        if (tree is not IContentTree content)
        {
            throw new UsageException($"{NameEscaper.Quote(PathText.ToText(request.Root))} cannot be mounted: it has no content that could be read");
        }

        if (content is VaultTree)
        {
            Interop.HideMemory();
        }

        if (content is VaultTree { IsReadOnly: false })
        {
            VaultOperand.WriteBackups(PathText.ToText(request.Root), _message);
        }

        // Signals before the mount: who sees it may end it at once.
        TaskCompletionSource<FuseServer> mounted = new();
        PosixSignalRegistration[] signals = [.. s_ending.Select(signal => PosixSignalRegistration.Create(signal, context => Stop(mounted.Task, context)))];
        using FuseServer server = FuseServer.Mount(content, PathText.ToBytes(Path.GetFullPath(request.MountPoint)), request.Fuse);
        mounted.SetResult(server);
        if (Background.IsHere)
        {
            Background.SayReady();
        }

        server.Wait(Timeout.InfiniteTimeSpan);
        Array.ForEach(signals, static signal => signal.Dispose());
        return Report();
    }

    private void Stop(Task<FuseServer> mounted, PosixSignalContext context)
    {
        context.Cancel = true;
        _stopped = mounted.Result.Stop();
    }

    private int Report()
    {
        if (_stopped == Errno.None)
        {
            return ExitCode.Done;
        }

        _message.Write("cannot write everything below", PathText.ToBytes(request.MountPoint), _stopped.Describe());
        return ExitCode.DoneWithErrors;
    }
}
