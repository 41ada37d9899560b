using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Nfs;
using Fathom.Tests.Conformance;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Transfer;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

/// <summary>Large files whose pieces are read by several threads.</summary>
[SupportedOSPlatform("linux")]
public sealed class PieceReadersTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CopySteps _steps;

    public PieceReadersTests()
    {
        Directory.CreateDirectory(_folder.At("source"));
        Directory.CreateDirectory(_folder.At("target"));
        _steps = CopySteps.Local(_folder.At("source"), _folder.At("target"));
    }

    public void Dispose()
    {
        _steps.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_its_holes_and_pieces_the_copy_is_equal(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 12; i++)
        {
            byte[] content = WriteRandom(random, out string layout);
            using PieceReaders readers = new(random.Next(2, 7), 1 << random.Next(12, 17));
            _steps.Readers = readers;
            TransferOptions options = TransferOptions.Archive with { Sparse = random.Next(2) == 0, InPlace = random.Next(3) == 0, Verify = random.Next(2) == 0 };
            string what = $"seed {seed}, round {i}, {layout}, sparse {options.Sparse}, in place {options.InPlace}";
            if (options.InPlace)
            {
                File.WriteAllBytes(_folder.At("target/file"), ContentSteps.Noise(random.Next(2 * content.Length), 9));
            }

            CopyResult result = default;
            Deadline.Run(() => result = _steps.CopyWell("file", options, CopyMethod.Loop));

            Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(_folder.At("target/file"))), what);
            Assert.True(result.Bytes == content.Length && result.IsStable, what);
            File.Delete(_folder.At("target/file"));
        }
    }

    [Fact]
    public void Holes_stay_holes()
    {
        using (FileStream holes = File.Create(_folder.At("source/file")))
        {
            holes.SetLength(8_000_000);
            holes.Position = 4_000_000;
            holes.Write(ContentSteps.Noise(300_000));
        }

        using PieceReaders readers = new(3, 65536);
        _steps.Readers = readers;
        _steps.CopyWell("file", TransferOptions.Archive with { Sparse = true }, CopyMethod.Loop);

        using IWritableNode made = _steps.Target.WritableAt("file");
        Assert.InRange(made.Attributes().Allocated, 1, 1_000_000);
        Assert.Equal(File.ReadAllBytes(_folder.At("source/file")), File.ReadAllBytes(_folder.At("target/file")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65536)]
    [InlineData(500_001)]
    [InlineData(999_999)]
    public void An_error_leaves_what_is_before_it_and_nothing_behind(int failsFrom)
    {
        byte[] content = ContentSteps.Noise(1_000_000);
        File.WriteAllBytes(_folder.At("source/file"), content);
        using PieceReaders readers = new(4, 65536);
        _steps.Readers = readers;
        TransferOptions options = TransferOptions.Archive with { Partial = true };
        using WatchedNode source = new(_steps.Source.At("file"), static (_, _) => { }) { FailsFrom = failsFrom };

        Errno errno = _steps.Copier(options, CopyMethod.Loop).Copy(From(source, options), out CopyResult result);

        Assert.Equal((Errno.EIO, TransferAction.Read, true), (errno, result.Action, result.IsSource));
        Assert.Equal((failsFrom, failsFrom > 0), (result.Bytes, result.KeptPartial));
        Assert.Equal(failsFrom > 0 ? ["file"] : [], _steps.Target.Names());
        Assert.True(failsFrom == 0 || content.AsSpan(0, failsFrom).SequenceEqual(File.ReadAllBytes(_folder.At("target/file"))));
    }

    [Fact]
    public void A_copy_that_is_stopped_in_the_middle_leaves_nothing_and_its_readers_go_on_with_others()
    {
        File.WriteAllBytes(_folder.At("source/file"), ContentSteps.Noise(3_000_000));
        File.WriteAllBytes(_folder.At("target/file"), [7]);
        using PieceReaders readers = new(3, 65536);
        _steps.Readers = readers;
        using CancellationTokenSource stop = new();
        using WatchedNode source = new(_steps.Source.At("file"), (offset, _) =>
        {
            if (offset > 1_000_000)
            {
                stop.Cancel();
            }
        });

        Errno errno = _steps.Copier(TransferOptions.Archive, CopyMethod.Loop).Copy(From(source, TransferOptions.Archive, stop.Token), out _);

        Assert.Equal(Errno.EINTR, errno);
        Assert.Equal(["file"], _steps.Target.Names());
        Assert.Equal([7], File.ReadAllBytes(_folder.At("target/file")));
        Deadline.Run(() => _steps.CopyWell("file", TransferOptions.Archive, CopyMethod.Loop));
        Assert.Equal(ContentSteps.Noise(3_000_000), File.ReadAllBytes(_folder.At("target/file")));
    }

    [Fact]
    public void A_tree_that_is_lost_ends_the_copy_as_if_it_had_read_itself()
    {
        File.WriteAllBytes(_folder.At("source/file"), ContentSteps.Noise(1_000_000));
        using PieceReaders readers = new(3, 65536);
        _steps.Readers = readers;
        using WatchedNode source = new(_steps.Source.At("file"), static (offset, _) =>
        {
            if (offset > 500_000)
            {
                throw new FathomException("no answer from", "server"u8, Errno.ETIMEDOUT);
            }
        });
        FileCopier copier = _steps.Copier(TransferOptions.Archive, CopyMethod.Loop);

        Assert.Throws<FathomException>(() => copier.Copy(From(source, TransferOptions.Archive), out _));

        Assert.Empty(_steps.Target.Names());
    }

    [Fact]
    public void Many_large_files_at_once_share_few_readers()
    {
        const int Files = 12;
        for (int i = 0; i < Files; i++)
        {
            File.WriteAllBytes(_folder.At($"source/{i}"), ContentSteps.Noise(1_000_000 + i, i));
        }

        using PieceReaders readers = new(2, 16384);
        _steps.Readers = readers;
        FileCopier copier = _steps.Copier(TransferOptions.Archive, CopyMethod.Loop);
        Errno[] seen = new Errno[Files];
        Deadline.Run(() => Parallel.For(0, Files, new ParallelOptions { MaxDegreeOfParallelism = Files }, i => seen[i] = copier.Copy(_steps.Request($"{i}", TransferOptions.Archive), out _)));

        Assert.All(seen, static errno => Assert.Equal(Errno.None, errno));
        for (int i = 0; i < Files; i++)
        {
            Assert.Equal(ContentSteps.Noise(1_000_000 + i, i), File.ReadAllBytes(_folder.At($"target/{i}")));
        }
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void Into_a_vault_and_back_nothing_changes(CipherCombo cipher)
    {
        Directory.CreateDirectory(_folder.At("vault"));
        using VaultWriter vault = new(_folder.At("vault"), cipher);
        byte[] content = ContentSteps.Noise(2_000_003);
        File.WriteAllBytes(_folder.At("source/file"), content);
        using PieceReaders readers = new(4, 100_000);
        using (CopySteps into = new(LocalTree.Open(_folder.At("source")), OpenVault()) { Readers = readers })
        {
            into.CopyWell("file", TransferOptions.Archive with { Verify = true });
        }

        using CopySteps back = new(OpenVault(), LocalTree.Open(_folder.At("target"))) { Readers = readers };
        back.CopyWell("file", TransferOptions.Archive with { Verify = true });

        Assert.Equal(content, File.ReadAllBytes(_folder.At("target/file")));

        VaultTree OpenVault() => VaultTree.Open(LocalTree.Open(_folder.At("vault")), VaultWriter.Password);
    }

    [Fact]
    public void From_a_server_several_pieces_are_on_their_way_at_once()
    {
        const int Size = 1_000_003;
        using FakeNfsServer server = FakeNfsServer.Start(MemoryNode.Directory("root", MemoryNode.File("file", Size)));
        using CountdownEvent all = new(4);

        // None of the first four READs is answered before all of them have come.
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Before = _ => { all.Signal(); all.Wait(TimeSpan.FromSeconds(30)); } }, times: 4);
        using PieceReaders readers = new(4, 65536);
        using CopySteps steps = new(NfsTree.Open(server.Place), LocalTree.Open(_folder.At("target"))) { Readers = readers };

        Deadline.Run(() => steps.CopyWell("file", TransferOptions.Archive), seconds: 20);

        byte[] made = File.ReadAllBytes(_folder.At("target/file"));
        Assert.Equal(Size, made.Length);
        Assert.True(Enumerable.Range(0, Size).All(i => made[i] == FakeNfsServer.ContentAt(i)));
        Assert.Equal((Size + 65535) / 65536, server.Count(Fathom.Nfs.Nfs3.Read));
    }

    private byte[] WriteRandom(Random random, out string layout)
    {
        byte[] content = new byte[random.Next(1, 1_500_000)];
        using FileStream file = File.Create(_folder.At("source/file"));
        file.SetLength(content.Length);
        List<string> parts = [];
        for (int i = random.Next(6); i > 0; i--)
        {
            int start = random.Next(content.Length);
            int length = random.Next(content.Length - start + 1);
            random.NextBytes(content.AsSpan(start, length));
            file.Position = start;
            file.Write(content, start, length);
            parts.Add($"{length} at {start}");
        }

        layout = $"{content.Length} bytes: {string.Join(", ", parts)}";
        return content;
    }

    private CopyRequest From(IContentNode source, TransferOptions options, CancellationToken cancellation = default)
    {
        CopyRequest request = _steps.Request("file", options, cancellation);
        return new CopyRequest
        {
            Source = source,
            Expected = request.Expected,
            Directory = request.Directory,
            Name = request.Name,
            Path = request.Path,
            Target = request.Target,
            Wanted = request.Wanted,
            Cancellation = cancellation,
        };
    }
}
