using System.Globalization;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Crypto;

public sealed class SecretBytesTests
{
    [Fact]
    public unsafe void The_kernel_keeps_it_out_of_swap_and_of_dumps()
    {
        using SecretBytes secret = new(32);
        string[] flags = FlagsOf((nint)secret.Pointer);
        Assert.True(secret.IsOutOfDumps);
        Assert.Contains("dd", flags);
        Assert.Equal(secret.IsLocked, flags.Contains("lo"));
    }

    [Fact]
    public void It_begins_zeroed_keeps_what_is_written_and_is_gone_at_the_end()
    {
        SecretBytes secret = new(5000);
        Assert.Equal(new byte[5000], secret.Span.ToArray());
        secret.Span[4999] = 7;
        Assert.Equal(7, secret.Span[4999]);
        secret.Dispose();
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
        Assert.True(secret.IsClosed);
    }

    [Fact]
    public void It_holds_a_copy()
    {
        byte[] source = [1, 2, 3];
        using SecretBytes secret = new(source);
        source[0] = 9;
        Assert.Equal([1, 2, 3], secret.Span.ToArray());
        Assert.Equal(3, secret.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((1 << 20) + 1)]
    public void Lengths_out_of_range_are_refused(int length) => Assert.Throws<ArgumentOutOfRangeException>(() => new SecretBytes(length));

    [Fact]
    public void More_than_the_limit_of_locked_memory_still_works()
    {
        // 24 MiB, above the 8 MiB that Linux lets a user lock; root may lock all of it.
        SecretBytes[] secrets = [.. Enumerable.Range(0, 24).Select(i => new SecretBytes(1 << 20))];
        foreach (SecretBytes secret in secrets)
        {
            secret.Span[^1] = 1;
            secret.Dispose();
        }

        Assert.All(secrets, secret => Assert.True(secret.IsClosed));
    }

    private static string[] FlagsOf(nint address)
    {
        bool isInside = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string first = line.Split(' ')[0];
            if (first.Split('-') is [string low, string high] && long.TryParse(low, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long start))
            {
                isInside = address >= start && address < long.Parse(high, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
            else if (isInside && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line.Split(' ');
            }
        }

        return [];
    }
}
