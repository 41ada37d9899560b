using System.Collections.Concurrent;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Crypto;

public sealed class NonceTests
{
    [Fact]
    public void None_comes_twice_in_any_thread()
    {
        ConcurrentBag<string> seen = [];
        Parallel.For(0, 4, thread =>
        {
            byte[] nonce = new byte[thread % 2 == 0 ? 12 : 16];
            for (int i = 0; i < 5000; i++)
            {
                Nonce.Fill(nonce);
                seen.Add(Convert.ToHexString(nonce));
            }
        });

        Assert.Equal(20000, seen.Distinct().Count());
    }

    [Fact]
    public void Every_byte_is_filled()
    {
        byte[] seen = new byte[16];
        byte[] nonce = new byte[16];
        for (int i = 0; i < 64; i++)
        {
            Nonce.Fill(nonce);
            for (int b = 0; b < 16; b++)
            {
                seen[b] |= nonce[b];
            }
        }

        Assert.All(seen, value => Assert.NotEqual(0, value));
    }
}
