using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs;

/// <summary>Whatever a server sends is a result or an errno: never an exception, and no memory is taken for what it claims.</summary>
public sealed class DecoderFuzzTests
{
    private const int Rounds = 65_000;

    internal static readonly Decoder[] Decoders =
    [
        new("GETATTR", SampleResults.Good(writer => SampleResults.Attributes(writer)), static body =>
        {
            XdrReader reader = new(body);
            return GetAttrResult.Decode(ref reader, out _);
        }),
        new("LOOKUP", SampleResults.Lookup(), static body =>
        {
            XdrReader reader = new(body);
            return LookupResult.Decode(ref reader, out _);
        }),
        new("CREATE", SampleResults.Create(), static body =>
        {
            XdrReader reader = new(body);
            return CreateResult.Decode(ref reader, out _);
        }),
        new("READ", SampleResults.Read(), static body =>
        {
            XdrReader reader = new(body);
            return ReadResult.Decode(ref reader, 4096, out _);
        }),
        new("READLINK", SampleResults.ReadLink(), static body =>
        {
            XdrReader reader = new(body);
            return ReadLinkResult.Decode(ref reader, out _);
        }),
        new("ACCESS", SampleResults.Access(), static body =>
        {
            XdrReader reader = new(body);
            return AccessResult.Decode(ref reader, out _);
        }),
        new("WRITE", SampleResults.Write(), static body =>
        {
            XdrReader reader = new(body);
            return WriteResult.Decode(ref reader, 4096, out _);
        }),
        new("COMMIT", SampleResults.Commit(), static body =>
        {
            XdrReader reader = new(body);
            return WriteResult.DecodeCommit(ref reader, out _);
        }),
        new("REMOVE", SampleResults.Good(writer => SampleResults.Change(writer)), static body =>
        {
            XdrReader reader = new(body);
            return Nfs3Result.BeginChange(ref reader);
        }),
        new("RENAME", SampleResults.Rename(), static body =>
        {
            XdrReader reader = new(body);
            return RenameArgs.DecodeResult(ref reader);
        }),
        new("LINK", SampleResults.Link(), static body =>
        {
            XdrReader reader = new(body);
            return RenameArgs.DecodeLinkResult(ref reader);
        }),
        new("FSSTAT", SampleResults.FsStat(), static body =>
        {
            XdrReader reader = new(body);
            return FsStatResult.Decode(ref reader, out _);
        }),
        new("FSINFO", SampleResults.FsInfo(), static body =>
        {
            XdrReader reader = new(body);
            return FsInfoResult.Decode(ref reader, out _);
        }),
        new("PATHCONF", SampleResults.PathConf(), static body =>
        {
            XdrReader reader = new(body);
            return PathConfResult.Decode(ref reader, out _);
        }),
        new("READDIR", SampleResults.Page(isPlus: false), static body => Page(body, isPlus: false)),
        new("READDIRPLUS", SampleResults.Page(isPlus: true), static body => Page(body, isPlus: true)),
    ];

    public static TheoryData<string> Names => [.. Decoders.Select(static decoder => decoder.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_good_result_is_read(string name)
    {
        Decoder decoder = Find(name);
        Assert.Equal(Errno.None, decoder.Decode(decoder.Sample));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_result_that_ends_too_early_is_malformed(string name)
    {
        Decoder decoder = Find(name);
        for (int length = 0; length < decoder.Sample.Length; length++)
        {
            Assert.Equal(Errno.EBADMSG, decoder.Decode(decoder.Sample.AsSpan(0, length)));
        }
    }

    // 16 decoders times the rounds are more than a million results.
    [Theory]
    [MemberData(nameof(Names))]
    public void Mutated_results_give_an_errno_and_take_no_memory(string name)
    {
        Decoder decoder = Find(name);
        Random random = new(name.Length);
        byte[] body = new byte[decoder.Sample.Length];
        decoder.Decode(decoder.Sample);
        HashSet<Errno> seen = [];
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int round = 0; round < Rounds; round++)
        {
            seen.Add(decoder.Decode(Mutate(decoder.Sample, body, random)));
        }

        // FSINFO makes a small record; nothing grows with what the server claims.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Rounds * 128L);
        Assert.Contains(Errno.EBADMSG, seen);
        Assert.Contains(Errno.None, seen);
    }

    private static Decoder Find(string name) => Decoders.Single(decoder => decoder.Name == name);

    /// <summary>Changes up to four words or bytes, mostly to values on which lengths and flags turn, and cuts some results.</summary>
    private static ReadOnlySpan<byte> Mutate(byte[] sample, byte[] body, Random random)
    {
        sample.CopyTo(body, 0);
        for (int change = random.Next(4); change >= 0; change--)
        {
            int at = random.Next(body.Length / 4) * 4;
            switch (random.Next(5))
            {
                case 0:
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                    break;
                case 1:
                    body.AsSpan(at, 4).Fill(0xff);
                    break;
                case 2:
                    body.AsSpan(at, 4).Clear();
                    break;
                case 3:
                    body.AsSpan(at, 4).Clear();
                    body[at + 3] = (byte)random.Next(70);
                    break;
                default:
                    random.NextBytes(body.AsSpan(at, 4));
                    break;
            }
        }

        return body.AsSpan(0, random.Next(4) == 0 ? random.Next(body.Length + 1) : body.Length);
    }

    private static Errno Page(ReadOnlySpan<byte> body, bool isPlus)
    {
        Errno errno = ReadDirResult.Decode(new XdrReader(body), isPlus, out ReadDirResult page);
        if (errno != Errno.None)
        {
            return errno;
        }

        // An entry takes 24 bytes at least: more of them than that would be an endless loop.
        int entries = 0;
        while (page.TryRead(out _))
        {
            Assert.True(++entries <= body.Length / 24);
        }

        Assert.False(page.IsMalformed && page.IsEnd);
        return page.IsMalformed ? Errno.EBADMSG : Errno.None;
    }

    internal delegate Errno Decode(ReadOnlySpan<byte> body);

    internal sealed record Decoder(string Name, byte[] Sample, Decode Decode);
}
