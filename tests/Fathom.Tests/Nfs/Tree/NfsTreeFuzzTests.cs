using System.Buffers.Binary;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Tree;

/// <summary>Walks of a server that changes its replies at random, loses them, and hangs up.</summary>
public sealed class NfsTreeFuzzTests
{
    private const int Walks = 200;

    private static readonly uint[] s_words = [0, 1, 2, 5, 63, 64, 65, 4096, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffc, 0xffff_ffff];

    private static readonly uint[] s_statuses =
    [
        Nfs3Status.NFS3ERR_NOENT, Nfs3Status.NFS3ERR_IO, Nfs3Status.NFS3ERR_ACCES, Nfs3Status.NFS3ERR_STALE, Nfs3Status.NFS3ERR_BAD_COOKIE,
        Nfs3Status.NFS3ERR_NOTSUPP, Nfs3Status.NFS3ERR_TOOSMALL, Nfs3Status.NFS3ERR_JUKEBOX, 77,
    ];

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 4, false)]
    [InlineData(3, 4, true)]
    public void Every_walk_ends_in_order_or_with_an_error_of_its_server(int seed, int workers, bool readsNamesOnly)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        server.PageEntries = 60;
        Script(server, new Random(seed));
        NfsOptions options = new() { Connections = workers, Timeout = TimeSpan.FromMilliseconds(50), Retries = 2, ForceReadDir = readsNamesOnly };
        int whole = 0;
        int withErrors = 0;
        for (int i = 0; i < Walks; i++)
        {
            RecordingSink sink = new();
            bool isWhole = false;
            Deadline.Run(() => isWhole = TryWalk(server, options, workers, sink));

            Assert.All(sink.Violations, static violation => Assert.EndsWith("delivered twice", violation, StringComparison.Ordinal));
            Assert.All(sink.Entries.Keys, path => AssertLeadsDown(path, "nfs://"));
            whole += isWhole ? 1 : 0;
            withErrors += isWhole && sink.Errors.Count > 0 ? 1 : 0;
        }

        // Were all of them to fail at once, the test would show nothing.
        Assert.True(whole > Walks / 10 && withErrors > Walks / 40, $"{whole} whole, {withErrors} with errors");
    }

    private static bool TryWalk(FakeNfsServer server, NfsOptions options, int workers, RecordingSink sink)
    {
        try
        {
            using NfsTree tree = NfsTree.Open(server.Place, options);

            // A handle that became that of a directory above leads round and round.
            new Walker(tree, new WalkOptions { Workers = workers, MaxDepth = 20 }).Run(sink);
            return true;
        }
        catch (FathomException)
        {
            return false;
        }
    }

    private static void Script(FakeNfsServer server, Random random)
    {
        Lock sync = new();
        bool OneOf(int calls)
        {
            lock (sync)
            {
                return random.Next(calls) == 0;
            }
        }

        byte[] Edit(byte[] body)
        {
            lock (sync)
            {
                return Mutate(body, random);
            }
        }

        server.On(null, FakeAnswer.None, _ => OneOf(400));
        server.On(null, new FakeAnswer { CutAfter = 30 }, _ => OneOf(200));
        server.On(null, new FakeAnswer { Raw = [0x7f, 0xff, 0xff, 0xff, 1] }, _ => OneOf(400));
        server.On(null, new FakeAnswer { Times = 2, UnknownXidFirst = true, FragmentSize = 5 }, _ => OneOf(50));
        server.On(null, new FakeAnswer { After = 2 }, _ => OneOf(100));
        server.On(null, new FakeAnswer { Edit = Edit }, call => call.Called.Program == Nfs3.NFS_PROGRAM && OneOf(6));
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        int words = body.Length / sizeof(uint);
        switch (random.Next(6))
        {
            case 0:
                return body[..random.Next(body.Length + 1)];
            case 1 when words > 0:
                BinaryPrimitives.WriteUInt32BigEndian(body, s_statuses[random.Next(s_statuses.Length)]);
                return body;
            case 2 or 3 when words > 0:
                BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(random.Next(words) * sizeof(uint)), s_words[random.Next(s_words.Length)]);
                return body;
            case 4:
                int from = random.Next(words + 1) * sizeof(uint);
                return [.. body[..from], .. body[Math.Max(0, from - 64)..]];
            default:
                for (int i = random.Next(1, 8); i > 0 && body.Length > 0; i--)
                {
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                }

                return body;
        }
    }

    private static void AssertLeadsDown(string path, string scheme)
    {
        string[] names = path[scheme.Length..].Split('/');
        Assert.DoesNotContain('\0', path);
        Assert.All(names, static name => Assert.False(name is "" or "." or "..", name));
    }
}
