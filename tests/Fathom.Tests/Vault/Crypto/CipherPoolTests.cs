using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Crypto;

public sealed class CipherPoolTests
{
    [Fact]
    public void What_was_returned_is_lent_again_and_one_is_never_lent_twice()
    {
        int made = 0;
        using CipherPool<MemoryStream> pool = new(() =>
        {
            made++;
            return new MemoryStream();
        });
        MemoryStream first = pool.Rent();
        MemoryStream second = pool.Rent();
        Assert.NotSame(first, second);
        pool.Return(first);
        Assert.Same(first, pool.Rent());
        Assert.Equal(2, made);
    }

    [Fact]
    public void What_it_has_no_room_for_and_what_is_idle_at_the_end_is_disposed_of()
    {
        CipherPool<MemoryStream> pool = new(() => new MemoryStream());
        MemoryStream[] all = [.. Enumerable.Range(0, 6).Select(_ => pool.Rent())];
        foreach (MemoryStream item in all)
        {
            pool.Return(item);
        }

        Assert.Equal(2, all.Count(item => !item.CanRead));
        pool.Dispose();
        Assert.Equal(6, all.Count(item => !item.CanRead));
    }
}
