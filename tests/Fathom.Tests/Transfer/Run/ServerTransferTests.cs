using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Copy;
using Fathom.Tests.Vault.Support;
using Fathom.Transfer;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Transfer.Run;

/// <summary>What a transfer asks of a server, and how much of it at once.</summary>
[SupportedOSPlatform("linux")]
public sealed class ServerTransferTests : IDisposable
{
    private const int Files = 100;

    private readonly TempFolder _folder = new();
    private readonly MemoryNode _directory = MemoryNode.Directory("d", [.. Enumerable.Range(0, Files).Select(static i => MemoryNode.File($"f{i}", (i * 997) + 1))]);
    private readonly FakeNfsServer _server;

    public ServerTransferTests() => _server = FakeNfsServer.Start(MemoryNode.Directory("root", _directory));

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_small_file_is_one_call()
    {
        Sync();

        AssertCopied(Files);
        Assert.Equal(Files, _server.Count(Fathom.Nfs.Nfs3.Read));
        Assert.Equal(["d"], _server.CallsOf(Fathom.Nfs.Nfs3.Lookup).Select(static call => call.Name));
        Assert.InRange(_server.Count(Fathom.Nfs.Nfs3.GetAttr), 0, 3);
        Assert.Equal(0, _server.Count(Fathom.Nfs.Nfs3.Access));
    }

    [Fact]
    public void Sixteen_files_are_read_at_once_unless_told_otherwise()
    {
        using CountdownEvent all = new(16);

        // None of the first sixteen READs is answered before all of them have come.
        _server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Before = _ => { all.Signal(); all.Wait(TimeSpan.FromSeconds(30)); } }, times: 16);

        Deadline.Run(() => Sync(), seconds: 20);

        AssertCopied(Files);
    }

    [Fact]
    public void A_client_that_may_have_one_call_gets_by_with_it()
    {
        int now = 0;
        int most = 0;
        _server.On(null, new FakeAnswer
        {
            Before = _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                Thread.Yield();
                Interlocked.Decrement(ref now);
            },
        });

        Deadline.Run(() => Sync(new NfsOptions { Connections = 1, Window = 1 }));

        AssertCopied(Files);
        Assert.Equal(1, most);
    }

    [Fact]
    public void A_file_that_went_after_it_was_listed_is_told_as_vanished()
    {
        _server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Status = 70 }, static call => call.Path == "d/f7");
        _server.On(Fathom.Nfs.Nfs3.Lookup, new FakeAnswer { Status = 2 }, static call => call.Name == "f7");
        QuietObserver observer = new();

        Sync(observer: observer);

        Assert.Equal(["Vanished d/f7"], observer.Notices);
        Assert.Empty(observer.Errors);
        AssertCopied(Files - 1);
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_an_error_of_its_own()
    {
        _server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Status = 13 }, static call => call.Path == "d/f7");
        QuietObserver observer = new();

        Sync(observer: observer);

        Assert.Equal(["Read source d/f7 EACCES"], observer.Errors);
        AssertCopied(Files - 1);
    }

    [Fact]
    public void Threads_follow_what_the_trees_say_of_themselves()
    {
        using NfsTree server = NfsTree.Open(_server.Place);
        using LocalTree local = LocalTree.Open(_folder.Path);
        TransferRequest near = new() { Source = local, Target = local, Options = TransferOptions.Archive };
        TransferRequest far = near with { Source = server };
        int processors = Environment.ProcessorCount;

        Assert.Equal((processors * 2, processors, 1), (TransferThreads.Copiers(near), TransferThreads.Workers(near), TransferThreads.Ranges(near)));
        Assert.Equal(
            (Math.Max(16, processors * 2), Math.Max(8, processors), 8), (TransferThreads.Copiers(far), TransferThreads.Workers(far), TransferThreads.Ranges(far)));
        TransferRequest back = near with { Target = server };
        Assert.Equal((Math.Max(16, processors * 2), 1), (TransferThreads.Copiers(back), TransferThreads.Ranges(back)));
        using VaultFolder folder = new();
        using VaultTree vault = folder.Open();
        TransferRequest decrypted = near with { Source = vault };
        Assert.Equal((processors * 2, 2), (TransferThreads.Copiers(decrypted), TransferThreads.Ranges(decrypted)));
        Assert.Equal(1, TransferThreads.Ranges(near with { Target = vault }));
        Assert.Equal((processors, 0), (TransferThreads.MoreWorkers(near), TransferThreads.MoreWorkers(far)));
        Assert.Equal(0, TransferThreads.MoreWorkers(near with { Workers = 1 }));
        TransferRequest asked = far with { Copiers = 3, Workers = 2, Ranges = 1 };
        Assert.Equal((3, 2, 1), (TransferThreads.Copiers(asked), TransferThreads.Workers(asked), TransferThreads.Ranges(asked)));
        Assert.Throws<ArgumentOutOfRangeException>(() => near with { Ranges = 65 });
    }

    private void AssertCopied(int files)
    {
        string[] made = Directory.GetFiles(_folder.At("target/d"));
        Assert.Equal(files, made.Length);
        Assert.All(made, static path =>
        {
            byte[] content = File.ReadAllBytes(path);
            Assert.Equal((int.Parse(Path.GetFileName(path)[1..], System.Globalization.CultureInfo.InvariantCulture) * 997) + 1, content.Length);
            Assert.True(Enumerable.Range(0, content.Length).All(i => content[i] == FakeNfsServer.ContentAt(i)));
        });
    }

    private void Sync(NfsOptions? options = null, QuietObserver? observer = null)
    {
        Directory.CreateDirectory(_folder.At("target"));
        using NfsTree source = NfsTree.Open(_server.Place, options);
        using LocalTree target = LocalTree.Open(_folder.At("target"));
        TransferRequest request = new()
        {
            Source = source,
            Target = target,
            Options = TransferOptions.Archive with { Owner = false, Group = false },
            Caller = CopySteps.Caller,
            Run = CopySteps.Run,
        };
        new TransferRun(request, observer ?? new QuietObserver()).Sync(CancellationToken.None);
    }
}
