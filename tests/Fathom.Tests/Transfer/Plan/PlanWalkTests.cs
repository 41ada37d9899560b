using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Run;
using Fathom.Tests.Transfer.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Plan;

/// <summary>How many directories are compared at once, by how busy this process is.</summary>
[Collection(nameof(Alone))]
[SupportedOSPlatform("linux")]
public sealed class PlanWalkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Where_directories_wait_for_a_disk_more_of_them_are_compared_at_once()
    {
        int most = MostAtOnce(workers: 0);

        Assert.InRange(most, Environment.ProcessorCount + 1, Environment.ProcessorCount * 2);
    }

    [Fact]
    public void As_many_are_compared_at_once_as_was_asked_for() => Assert.Equal(2, MostAtOnce(workers: 2));

    private int MostAtOnce(int workers)
    {
        for (int i = 0; i < 80; i++)
        {
            _folder.Write($"source/{i}/file", "");
        }

        using ListedTree source = new(LocalTree.Open(_folder.At("source"))) { Pause = TimeSpan.FromMilliseconds(20) };
        TransferRun run = new(
            new TransferRequest { Source = source, Target = null, Options = TransferOptions.Archive, Workers = workers }, new QuietObserver());
        run.Plan(CancellationToken.None);

        Assert.Equal(81, source.Listed.Length);
        return source.MostAtOnce;
    }
}
