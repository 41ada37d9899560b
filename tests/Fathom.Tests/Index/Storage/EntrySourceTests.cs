using Fathom.Index;
using Xunit;

namespace Fathom.Tests.Index.Storage;

public sealed unsafe class EntrySourceTests
{
    [Fact]
    public void Bits_are_the_bytes_for_any_count_and_alignment()
    {
        Random random = new(1);
        byte[] flags = new byte[4096 + 64];
        for (int round = 0; round < 300; round++)
        {
            int count = round < 200 ? round : random.Next(4096);
            int offset = random.Next(64);
            int density = random.Next(1, 20);
            for (int i = 0; i < flags.Length; i++)
            {
                flags[i] = (byte)(random.Next(density) == 0 ? 1 : 0);
            }

            ulong[] bits = new ulong[(count + 63) / 64];
            Array.Fill(bits, 0xdeadbeefdeadbeef);
            fixed (byte* start = flags)
            {
                EntrySource.PackBits(start + offset, count, bits);
            }

            for (int i = 0; i < bits.Length * 64; i++)
            {
                Assert.Equal(i < count ? flags[offset + i] : 0u, (bits[i / 64] >> (i % 64)) & 1);
            }
        }
    }
}
