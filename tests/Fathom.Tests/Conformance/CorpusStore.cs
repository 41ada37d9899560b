using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(CorpusStore))]

namespace Fathom.Tests.Conformance;

/// <summary>Where corpora are made on disk; removes them after the last test.</summary>
public sealed class CorpusStore : IDisposable
{
    private static readonly Lazy<TempFolder> s_folder = new(static () => new TempFolder(Place()));

    /// <summary>The folder that all corpora are in, which one NFS server can export; nothing is ever mounted in it.</summary>
    internal static string Folder => s_folder.Value.Path;

    public void Dispose()
    {
        GaneshaServer.DisposeShared();
        Corpus.DisposeShared();
        if (s_folder.IsValueCreated)
        {
            s_folder.Value.Dispose();
        }
    }

    // In a container the usual place may be on an overlay, on which no NFS server works; another one may do.
    private static string? Place() => !RawFiles.IsRoot
        ? null
        : new[] { Path.GetTempPath(), "/var/tmp", RepositoryRoot.At("artifacts"), "/dev/shm" }
            .FirstOrDefault(static folder => Directory.Exists(folder) && FileHandles.Work(folder));
}
