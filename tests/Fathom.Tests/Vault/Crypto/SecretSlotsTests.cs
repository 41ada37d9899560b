using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Crypto;

public sealed unsafe class SecretSlotsTests
{
    [Fact]
    public void Pieces_that_are_out_at_once_do_not_overlap()
    {
        SecretBytes[] secrets = [.. Enumerable.Range(0, 600).Select(_ => new SecretBytes(SecretSlots.SlotLength))];
        nint[] addresses = [.. secrets.Select(secret => (nint)secret.Pointer).Order()];
        Assert.All(addresses.Zip(addresses.Skip(1)), pair => Assert.True(pair.Second - pair.First >= SecretSlots.SlotLength));
        Assert.All(addresses, address => Assert.Equal(0, address % 16));
        Array.ForEach(secrets, secret => secret.Dispose());
    }

    [Fact]
    public void A_piece_comes_back_zeroed()
    {
        // Other tests take pieces too; among as many as this, some are the same again.
        for (int round = 0; round < 100; round++)
        {
            SecretBytes[] secrets = [.. Enumerable.Range(0, 20).Select(_ => new SecretBytes(100))];
            foreach (SecretBytes secret in secrets)
            {
                Assert.Equal(-1, secret.Span.IndexOfAnyExcept((byte)0));
                secret.Span.Fill(0xAA);
                secret.Dispose();
            }
        }
    }

    [Fact]
    public void Threads_never_get_the_same_piece() => Parallel.For(0, 2000, number =>
    {
        using SecretBytes secret = new(8);
        BitConverter.TryWriteBytes(secret.Span, number);
        Thread.Yield();
        Assert.Equal(number, BitConverter.ToInt32(secret.Span));
    });
}
