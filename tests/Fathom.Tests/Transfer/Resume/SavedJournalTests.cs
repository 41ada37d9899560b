using System.Text;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Resume;

public sealed class SavedJournalTests
{
    private static readonly DateTimeOffset s_time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    private static readonly JournalHeader s_header = new()
    {
        Key = Enumerable.Range(1, 32).Select(static i => (byte)i).ToArray(),
        Boot = "b3b5dd8c-2ab7-4e5d-9d6c-6a7a9e0b1c2d",
        IsDurable = true,
        Source = new NodeId(1, 2),
        Target = new NodeId(3, ulong.MaxValue),
    };

    [Fact]
    public void What_was_written_last_is_read_with_what_is_undone_before_it()
    {
        SavedJournal saved = SavedJournal.Read(Write(out _));

        Assert.Equal(s_header with { Key = default }, saved.Header with { Key = default });
        Assert.Equal(s_header.Key.ToArray(), saved.Header.Key.ToArray());
        Assert.Equal(s_time.AddSeconds(2), saved.Time);
        Assert.Equal("END; x whole; d/f; ", Describe(saved));
    }

    [Fact]
    public void A_journal_that_is_cut_anywhere_says_what_it_said_before()
    {
        byte[] whole = Write(out List<(long Length, string Text)> states);
        for (int length = 0; length <= whole.Length; length++)
        {
            string? wanted = states.LastOrDefault(state => state.Length <= length).Text;
            Assert.Equal(wanted, TryRead(whole[..length]));
        }
    }

    [Fact]
    public void A_journal_in_which_any_byte_is_another_says_nothing_that_was_not_so()
    {
        byte[] whole = Write(out List<(long Length, string Text)> states);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x11;
            string? wanted = states.LastOrDefault(state => state.Length <= i).Text;
            Assert.Equal(wanted, TryRead(damaged));
        }
    }

    [Fact]
    public void What_an_older_journal_left_behind_the_end_does_not_count()
    {
        byte[] older = Write(out List<(long Length, string Text)> states);
        JournalWriter writer = new(s_header);
        ReadOnlyMemory<byte> newer = writer.Append(At("b"), s_time);

        // Records of the same lengths, so that those behind stand where records could be.
        byte[] file = [.. newer.Span, .. older.AsSpan((int)states[0].Length)];
        Assert.Equal(newer.Length, states[0].Length);

        Assert.Equal("b; ", TryRead(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("fathom-journal 2\n")]
    [InlineData("fathom-journal 1\n")]
    [InlineData("{\"fathom_plan\":1}\n")]
    public void What_is_no_journal_of_this_version_is_refused(string content) =>
        Assert.Throws<InvalidDataException>(() => SavedJournal.Read(Encoding.ASCII.GetBytes(content)));

    [Fact]
    public void Noise_is_refused()
    {
        Random random = new(5);
        for (int run = 0; run < 500; run++)
        {
            byte[] noise = new byte[random.Next(300)];
            random.NextBytes(noise);
            "fathom-journal 1\n"u8[..Math.Min(17, noise.Length)].CopyTo(noise);
            Assert.Throws<InvalidDataException>(() => SavedJournal.Read(noise));
        }
    }

    [Fact]
    public void A_key_of_another_size_and_a_boot_that_is_too_long_are_no_header()
    {
        Assert.Throws<ArgumentException>(() => new JournalWriter(s_header with { Key = new byte[31] }));
        Assert.Throws<ArgumentException>(() => new JournalWriter(s_header with { Boot = new string('x', 65) }));
    }

    private static byte[] Write(out List<(long Length, string Text)> states)
    {
        JournalWriter writer = new(s_header);
        MemoryStream file = new();
        file.Write(writer.Append(At("a"), s_time).Span);
        states = [(file.Length, "a; ")];
        UndoneName[] undone = [new("x"u8.ToArray(), IsWhole: true)];
        file.Write(writer.Append(At("d/e", undone), s_time.AddSeconds(1)).Span);
        states.Add((file.Length, "d/e; x whole; "));
        undone = [.. undone, new("d/f"u8.ToArray(), IsWhole: false)];
        file.Write(writer.Append(new TransferPosition(default, isEnd: true, undone), s_time.AddSeconds(2)).Span);
        states.Add((file.Length, "END; x whole; d/f; "));
        Assert.Equal(file.Length, writer.Length);
        return file.ToArray();
    }

    private static TransferPosition At(string path, params UndoneName[] undone) => new(Encoding.ASCII.GetBytes(path), isEnd: false, undone);

    private static string? TryRead(byte[] content)
    {
        try
        {
            return Describe(SavedJournal.Read(content));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string Describe(SavedJournal saved)
    {
        StringBuilder text = new(saved.Position.IsEnd ? "END; " : Encoding.ASCII.GetString(saved.Position.Path.Span) + "; ");
        foreach (UndoneName name in saved.Position.Undone)
        {
            text.Append(Encoding.ASCII.GetString(name.Path.Span)).Append(name.IsWhole ? " whole; " : "; ");
        }

        return text.ToString();
    }
}
