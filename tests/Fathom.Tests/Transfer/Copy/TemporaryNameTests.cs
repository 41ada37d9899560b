using System.Text;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

public sealed class TemporaryNameTests
{
    private const long Hour = 3_600_000_000_000;

    private static readonly RunIdentity s_here = new(0x00c0ffee, 4711, 0x123456789abcdef);

    [Fact]
    public void A_name_is_read_back_as_it_was_made()
    {
        TemporaryName[] names =
        [
            new(s_here, 1), new(default, 0), new(new RunIdentity(uint.MaxValue, uint.MaxValue, ulong.MaxValue), ulong.MaxValue),
        ];
        foreach (TemporaryName name in names)
        {
            byte[] bytes = name.ToBytes();
            Assert.InRange(bytes.Length, 1, TemporaryName.MaxLength);
            Assert.True(TemporaryName.TryParse(bytes, out TemporaryName read));
            Assert.Equal(name, read);
        }

        Assert.Equal(".fathom-sync-00c0ffee-1267.123456789abcdef-1~", Encoding.ASCII.GetString(names[0].ToBytes()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".fathom-sync-")]
    [InlineData("fathom-sync-00c0ffee-1267.1-1~")]
    [InlineData(".fathom-sync-c0ffee-1267.1-1~")]
    [InlineData(".fathom-sync-00C0FFEE-1267.1-1~")]
    [InlineData(".fathom-sync-00c0ffee-01267.1-1~")]
    [InlineData(".fathom-sync-00c0ffee-1267.1-1")]
    [InlineData(".fathom-sync-00c0ffee-1267.1-1~x")]
    [InlineData(".fathom-sync-00c0ffee-1267.1-~")]
    [InlineData(".fathom-sync-00c0ffee-1267.1--1~")]
    [InlineData(".fathom-sync-00c0ffee-100000000.1-1~")]
    [InlineData(".fathom-sync-00c0ffee-1267.10000000000000000-1~")]
    [InlineData(".file.XkJ2a1")]
    public void Other_names_are_somebody_elses(string name) => Assert.False(TemporaryName.TryParse(Encoding.Latin1.GetBytes(name), out _));

    [Fact]
    public void A_copy_is_stray_once_its_process_has_ended()
    {
        TemporaryName own = new(s_here, 1);
        TemporaryName other = new(s_here with { Process = 99 }, 1);
        TemporaryName reused = new(s_here with { Process = 99, Start = 5 }, 1);

        Assert.False(own.IsStray(s_here, 0, 100 * Hour, static _ => null));
        Assert.True(other.IsStray(s_here, 100 * Hour, 100 * Hour, static _ => null));
        Assert.False(other.IsStray(s_here, 0, 100 * Hour, static process => process == 99 ? s_here.Start : null));
        Assert.True(reused.IsStray(s_here, 0, 100 * Hour, static _ => s_here.Start));
    }

    [Fact]
    public void A_copy_of_another_machine_is_stray_after_a_day()
    {
        TemporaryName far = new(s_here with { Host = 1 }, 1);

        Assert.False(far.IsStray(s_here, 0, 23 * Hour, static _ => throw new InvalidOperationException()));
        Assert.True(far.IsStray(s_here, 0, 25 * Hour, static _ => throw new InvalidOperationException()));
    }

    [Fact]
    public void A_run_uses_no_name_twice()
    {
        TemporaryNames names = new(s_here);
        HashSet<string> all = [];
        Parallel.For(0, 1000, _ =>
        {
            string name = Encoding.ASCII.GetString(names.Next());
            lock (all)
            {
                Assert.True(all.Add(name));
            }
        });

        Assert.Equal(1000, all.Count);
    }
}
