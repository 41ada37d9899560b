namespace Fathom.Tests.Nfs.Server;

/// <summary>Which cookie stands for which place in a directory, "." being place 0.</summary>
internal sealed record FakeCookies(Func<long, ulong> Encode, Func<ulong, long> Decode)
{
    // Odd, so that multiplying by it can be undone modulo 2^64; its products jump over the whole range.
    private const ulong Factor = 0x9E37_79B9_7F4A_7C15;

    /// <summary>1, 2, 3 ...: an entry's cookie is its place in the list of children, plus 3.</summary>
    internal static FakeCookies Ordered { get; } = new(static place => (ulong)place + 1, static cookie => (long)cookie - 1);

    /// <summary>All 64 bits used, in no order.</summary>
    internal static FakeCookies Unordered { get; } =
        new(static place => ((ulong)place + 1) * Factor, static cookie => (long)(cookie * Inverse(Factor)) - 1);

    // Newton's iteration doubles the correct bits; 3 are correct at the start.
    private static ulong Inverse(ulong odd)
    {
        ulong inverse = odd;
        for (int bits = 3; bits < 64; bits *= 2)
        {
            inverse *= 2 - (odd * inverse);
        }

        return inverse;
    }
}
