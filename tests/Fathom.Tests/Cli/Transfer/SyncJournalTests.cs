using System.IO.Pipes;
using System.Runtime.Versioning;
using Fathom.Cli;
using Fathom.Tests.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

/// <summary>When a journal is believed, and what is said of it.</summary>
/// <remarks>Alone: what other tests start has the locks of this process until it runs.</remarks>
[SupportedOSPlatform("linux")]
[Collection(nameof(Alone))]
public sealed class SyncJournalTests : IDisposable
{
    private static readonly JournalHeader s_header = new()
    {
        Key = new byte[JournalHeader.KeySize],
        Boot = "this boot",
        Source = new NodeId(1, 2),
        Target = new NodeId(1, 3),
    };

    private readonly TempFolder _folder = new();
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In);
    private readonly StandardError _error;
    private readonly string _path;
    private readonly Clock _clock = new();

    public SyncJournalTests()
    {
        _error = new StandardError((int)_pipe.ClientSafePipeHandle.DangerousGetHandle());
        _path = _folder.At("journal");
    }

    public void Dispose()
    {
        _pipe.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_goes_on_where_the_one_before_got_to_and_says_so()
    {
        Save(s_header, At("d/e"), At("d/f", new UndoneName("b"u8.ToArray(), IsWhole: true)));
        _clock.Now += TimeSpan.FromMinutes(3);

        using (SyncJournal journal = Open(s_header))
        {
            TransferPosition start = journal.Resume()!;
            Assert.Equal("d/f"u8, start.Path.Span);
            Assert.Equal("b"u8, Assert.Single(start.Undone).Path.Span);
        }

        AssertSays("fathom sync: goes on at 'd/f': that is how far the run of 3 min ago got; what it left undone before is tried again (1); what changed there meanwhile is not seen\n");
    }

    [Fact]
    public void After_a_whole_walk_only_what_was_left_undone_is_done()
    {
        Save(s_header, new TransferPosition(default, isEnd: true, [new UndoneName("b"u8.ToArray(), IsWhole: true)]));
        _clock.Now += TimeSpan.FromDays(5);

        using (SyncJournal journal = Open(s_header))
        {
            Assert.True(journal.Resume()!.IsEnd);
        }

        AssertSays("fathom sync: goes on with what the run of 5 days ago left undone (1); what changed since elsewhere is not seen\n");
    }

    [Fact]
    public void A_journal_of_other_options_is_not_believed()
    {
        byte[] key = new byte[JournalHeader.KeySize];
        key[^1] = 1;
        AssertRefused(s_header with { Key = key }, "it is of a run with another SRC or DST, or other options");
    }

    [Fact]
    public void A_journal_of_another_boot_is_not_believed() =>
        AssertRefused(s_header with { Boot = "boot before" }, "the machine was started since, and without --fsync files of then may be torn");

    [Fact]
    public void A_journal_of_another_boot_is_believed_if_all_was_on_the_disk()
    {
        Save(s_header with { Boot = "boot before", IsDurable = true }, At("d"));
        using SyncJournal journal = Open(s_header);
        Assert.NotNull(journal.Resume());
    }

    [Fact]
    public void A_journal_of_another_directory_by_the_same_name_is_not_believed() =>
        AssertRefused(s_header with { Target = new NodeId(1, 4) }, "SRC or DST is another directory than then");

    [Fact]
    public void A_damaged_journal_is_not_believed()
    {
        Save(s_header, At("d"));
        byte[] content = File.ReadAllBytes(_path);
        content[40] ^= 1;
        File.WriteAllBytes(_path, content);
        using (SyncJournal journal = Open(s_header))
        {
            Assert.Null(journal.Resume());
        }

        AssertSays($"fathom sync: cannot use the journal '{_path}': it is damaged: everything is compared\n");
    }

    [Fact]
    public void Without_a_journal_everything_is_compared_and_that_is_said()
    {
        using (SyncJournal journal = Open(s_header))
        {
            Assert.Null(journal.Resume());
        }

        AssertSays("fathom sync: there is no journal of a run that was broken off with this SRC, DST and options: everything is compared\n");
    }

    [Fact]
    public void The_second_of_two_runs_keeps_none_and_says_so_once()
    {
        using (SyncJournal first = Open(s_header))
        using (SyncJournal second = Open(s_header))
        {
            first.Save(At("a"));
            second.Save(At("z"));
            second.Save(At("zz"));
            second.Complete(isDone: true);
            first.Save(At("b"));
        }

        AssertSays(
            $"fathom sync: cannot use the journal '{_path}': another run of the same transfer has it: no journal is kept, so that this run cannot be resumed\n");
        Assert.Equal("a"u8, SavedJournal.Read(File.ReadAllBytes(_path)).Position.Path.Span);
    }

    [Fact]
    public void A_journal_that_cannot_be_written_is_told_once()
    {
        Directory.CreateDirectory(_path);
        using (SyncJournal journal = Open(s_header))
        {
            journal.Save(At("a"));
            journal.Save(At("b"));
            journal.Complete(isDone: true);
        }

        AssertSays($"fathom sync: cannot use the journal '{_path}': Is a directory: no journal is kept, so that this run cannot be resumed\n");
    }

    [Fact]
    public void A_run_that_does_all_removes_what_it_wrote_and_what_another_left()
    {
        Save(s_header, At("d"));
        using (SyncJournal journal = Open(s_header))
        {
            journal.Complete(isDone: false);
            Assert.True(File.Exists(_path));
            journal.Complete(isDone: true);
        }

        Assert.False(File.Exists(_path));
        AssertSays("");
    }

    [Fact]
    public void The_longer_a_run_takes_the_less_often_it_writes()
    {
        using (SyncJournal journal = Open(s_header))
        {
            for (int i = 0; i < 20_000; i++)
            {
                _clock.Now += TimeSpan.FromSeconds(1);
                journal.Save(At($"a rather long name of a directory, as there are many in some trees {i}"));
            }
        }

        // 20,000 records would have 1.8 MB.
        Assert.InRange(new FileInfo(_path).Length, 10_000, 700_000);
        SavedJournal saved = SavedJournal.Read(File.ReadAllBytes(_path));
        Assert.InRange((_clock.Now - saved.Time).TotalSeconds, 0, 10);
    }

    private static TransferPosition At(string path, params UndoneName[] undone) => new(System.Text.Encoding.ASCII.GetBytes(path), isEnd: false, undone);

    private SyncJournal Open(JournalHeader header) => new(_path, header, new Message("fathom sync", _error), _clock);

    private void Save(JournalHeader header, params TransferPosition[] positions)
    {
        using SyncJournal journal = Open(header);
        foreach (TransferPosition position in positions)
        {
            journal.Save(position);
            _clock.Now += TimeSpan.FromSeconds(1);
        }

        _clock.Now -= TimeSpan.FromSeconds(1);
    }

    private void AssertRefused(JournalHeader saved, string reason)
    {
        Save(saved, At("d"));
        using (SyncJournal journal = Open(s_header))
        {
            Assert.Null(journal.Resume());

            // It is written over as soon as there is something better.
            journal.Save(At("e"));
        }

        AssertSays($"fathom sync: cannot use the journal '{_path}': {reason}: everything is compared\n");
        SavedJournal now = SavedJournal.Read(File.ReadAllBytes(_path));
        Assert.Equal("e"u8, now.Position.Path.Span);
        Assert.Equal(s_header.Boot, now.Header.Boot);
    }

    private void AssertSays(string text)
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        using StreamReader reader = new(_pipe);
        Assert.Equal(text, reader.ReadToEnd());
    }

    private sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
