using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Copy;
using Fathom.Tests.Transfer.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Run;

/// <summary>What a transfer tells its journal, and what one does that goes on from there.</summary>
[SupportedOSPlatform("linux")]
public sealed class CheckpointsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DeleteTime.During)]
    [InlineData(DeleteTime.Before)]
    [InlineData(DeleteTime.After)]
    public void What_is_before_a_position_is_done_when_it_is_told(DeleteTime delete)
    {
        MakeMany(700);
        Journal journal = new();
        List<string> waiting = DirectoriesInOrder();
        journal.Saved = position =>
        {
            // What is done stays done: each directory is looked at when it is told for the first time, and all of them at the end.
            int told = position.IsEnd ? waiting.Count : waiting.TakeWhile(name => IsBefore(name, Encoding.ASCII.GetString(position.Path.Span))).Count();
            waiting[..told].ForEach(name => AssertDone(name, hasExtra: delete == DeleteTime.After));
            waiting.RemoveRange(0, told);
        };

        Sync(TransferOptions.Archive with { Delete = delete }, journal);

        DirectoriesInOrder().ForEach(name => AssertDone(name, hasExtra: false));
        Assert.InRange(journal.Positions.Count, 5, 1000);
        Assert.True(string.CompareOrdinal(journal.Positions[0] + "/", journal.Positions[^2] + "/") < 0);
    }

    [Fact]
    public void A_run_that_is_cancelled_tells_the_copies_that_it_left_out()
    {
        // More copies than wait at a time: those of the first directories have ended.
        MakeMany(700);
        using CancellationTokenSource stop = new();
        Journal journal = new();
        QuietObserver observer = new()
        {
            AtStep = path =>
            {
                if (path == "d670/new0")
                {
                    stop.Cancel();
                }
            },
        };

        Assert.Throws<OperationCanceledException>(() => Sync(TransferOptions.Archive, journal, observer: observer, cancellation: stop.Token));

        Assert.Equal("d670", journal.Positions[^1]);
        Assert.NotEmpty(journal.Last!.Undone);
        ListedTree source = Resume(TransferOptions.Archive, journal.Last!, new Journal());
        Assert.InRange(source.Listed.Length, 40, 500);
        Assert.Equal("", Shell.Run("rsync", "-anic", _folder.At("src/"), _folder.At("dst")).EnsureSuccess().Text);
    }

    [Fact]
    public void What_failed_before_the_position_is_tried_again_and_nothing_else()
    {
        MakeMany(8);
        _folder.Write("dst/d2/new0/in/the/way", "");
        Journal journal = new();
        QuietObserver observer = new();
        Sync(TransferOptions.Archive, journal, observer: observer);
        Assert.Equal(["Delete target d2/new0 ENOTEMPTY"], observer.Errors);
        Assert.True(journal.Last!.IsEnd);
        Directory.Delete(_folder.At("dst/d2/new0"), recursive: true);
        Journal next = new();

        ListedTree source = Resume(TransferOptions.Archive, journal.Last!, next);

        Assert.Equal(["", "d2"], source.Listed);
        Assert.Equal("new 2.0", File.ReadAllText(_folder.At("dst/d2/new0")));
        Assert.Empty(next.Positions);
    }

    [Fact]
    public void What_fails_again_is_told_again()
    {
        MakeMany(8);
        _folder.Write("dst/d2/new0/in/the/way", "");
        Journal journal = new();
        Sync(TransferOptions.Archive, journal);
        Journal next = new();

        Resume(TransferOptions.Archive, journal.Last!, next);
        Journal third = new();
        ListedTree source = Resume(TransferOptions.Archive, next.Last!, third);

        Assert.Equal(["", "d2"], source.Listed);
        Assert.Equal("d2/new0", Encoding.ASCII.GetString(Assert.Single(third.Last!.Undone).Path.Span));
    }

    [Fact]
    public void Names_that_a_limit_kept_are_removed_by_the_run_that_goes_on()
    {
        MakeMany(8);
        Journal journal = new();
        Sync(TransferOptions.Archive with { Delete = DeleteTime.During, MaxDelete = 3 }, journal);
        Assert.Equal(5, Directory.GetFiles(_folder.At("dst"), "extra", SearchOption.AllDirectories).Length);

        ListedTree source = Resume(TransferOptions.Archive with { Delete = DeleteTime.During, MaxDelete = 100 }, journal.Last!, new Journal());

        Assert.Equal(["", "d3", "d4", "d5", "d6", "d7"], source.Listed);
        Assert.Empty(Directory.GetFiles(_folder.At("dst"), "extra", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_run_that_goes_on_says_nothing_until_it_is_where_the_one_before_was()
    {
        MakeMany(20);
        TransferPosition start = new("d15"u8.ToArray(), isEnd: false, [new UndoneName("d3"u8.ToArray(), IsWhole: true)]);
        Sync(TransferOptions.Archive, journal: null);
        MakeNewer(20);
        Journal journal = new();

        Resume(TransferOptions.Archive, start, journal);

        Assert.NotEmpty(journal.Positions);
        Assert.All(journal.Positions, position => Assert.True(string.CompareOrdinal(position + "/", "d15/") >= 0, position));
        Assert.Equal("old", File.ReadAllText(_folder.At("dst/d10/new0")));
        Assert.Equal("newer", File.ReadAllText(_folder.At("dst/d3/new0")));
    }

    [Theory]
    [InlineData(true, false, DeleteTime.Never)]
    [InlineData(false, true, DeleteTime.Never)]
    [InlineData(false, false, DeleteTime.Delay)]
    public void Where_the_end_has_something_left_to_do_everywhere_there_are_no_positions(bool hardLinks, bool delayUpdates, DeleteTime delete)
    {
        MakeMany(8);
        TransferOptions options = TransferOptions.Archive with { HardLinks = hardLinks, DelayUpdates = delayUpdates, Delete = delete };
        Assert.False(options.HasPositions);
        Journal journal = new();

        ListedTree source = Resume(options, new TransferPosition(default, isEnd: true, []), journal);

        Assert.Equal(9, source.Listed.Length);
        Assert.Empty(journal.Positions);
    }

    [Fact]
    public void A_short_run_and_a_plan_tell_nothing()
    {
        MakeMany(8);
        _folder.Write("dst/d2/new0/in/the/way", "");
        Journal journal = new();
        using LocalTree source = LocalTree.Open(_folder.At("src"));
        using LocalTree target = LocalTree.Open(_folder.At("dst"));
        TransferRequest request = Request(source, target, TransferOptions.Archive) with { Journal = journal };

        new TransferRun(request with { JournalInterval = TimeSpan.Zero }, new QuietObserver()).Plan(CancellationToken.None);
        new TransferRun(request with { JournalInterval = TimeSpan.FromHours(1) }, new QuietObserver()).Sync(CancellationToken.None);

        Assert.Empty(journal.Positions);
    }

    // Each directory has files to copy, one to remove, and one directory below it.
    private void MakeMany(int count)
    {
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < 5; j++)
            {
                _folder.Write($"src/d{i}/new{j}", $"new {i}.{j}");
            }

            _folder.Write($"dst/d{i}/extra", "");
        }
    }

    private void MakeNewer(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _folder.Write($"src/d{i}/new0", "newer");
            _folder.Write($"dst/d{i}/new0", "old");
        }
    }

    private static bool IsBefore(string directory, string position) => string.CompareOrdinal(directory + "/", position + "/") < 0;

    private List<string> DirectoriesInOrder() =>
        [.. Directory.GetDirectories(_folder.At("src")).Select(static path => Path.GetFileName(path)).OrderBy(static name => name + "/", StringComparer.Ordinal)];

    private void AssertDone(string directory, bool hasExtra)
    {
        string[] wanted = ["new0", "new1", "new2", "new3", "new4"];
        string[] found = [.. Directory.GetFiles(_folder.At($"dst/{directory}")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(hasExtra ? ["extra", .. wanted] : wanted, found);
        Assert.Equal(Directory.GetLastWriteTimeUtc(_folder.At($"src/{directory}")), Directory.GetLastWriteTimeUtc(_folder.At($"dst/{directory}")));
    }

    private void Sync(TransferOptions options, Journal? journal, QuietObserver? observer = null, CancellationToken cancellation = default)
    {
        using LocalTree source = LocalTree.Open(_folder.At("src"));
        using LocalTree target = LocalTree.Open(_folder.At("dst"));
        new TransferRun(Request(source, target, options) with { Journal = journal }, observer ?? new QuietObserver()).Sync(cancellation);
    }

    private ListedTree Resume(TransferOptions options, TransferPosition start, Journal journal)
    {
        using ListedTree source = new(LocalTree.Open(_folder.At("src")));
        using LocalTree target = LocalTree.Open(_folder.At("dst"));
        new TransferRun(Request(source, target, options) with { Journal = journal, Start = start }, new QuietObserver()).Sync(CancellationToken.None);
        return source;
    }

    private static TransferRequest Request(IContentTree source, IContentTree target, TransferOptions options) => new()
    {
        Source = source,
        Target = target,
        Options = options,
        Caller = CopySteps.Caller,
        Run = CopySteps.Run,
        JournalInterval = TimeSpan.Zero,
        Copiers = 4,
        Workers = 3,
    };

    private sealed class Journal : ITransferJournal
    {
        internal Action<TransferPosition>? Saved { get; set; }

        internal List<string> Positions { get; } = [];

        internal TransferPosition? Last { get; private set; }

        public void Save(TransferPosition position)
        {
            Positions.Add(position.IsEnd ? "~END" : Encoding.ASCII.GetString(position.Path.Span));
            Last = position;
            Saved?.Invoke(position);
        }
    }
}
