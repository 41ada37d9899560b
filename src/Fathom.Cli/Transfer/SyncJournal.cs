using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>The journal of a run of <c>fathom sync</c>: read where the run goes on, written while it runs, removed when all is done. A journal that cannot
/// be used is told, and costs no more than the time to compare everything.</summary>
internal sealed class SyncJournal : ITransferJournal, IDisposable
{
    // The longer a run takes, the less is a second: a journal of a month has some MB.
    private const long BytesPerSecond = 64 * 1024;

    private readonly JournalHeader _header;
    private readonly Message _message;
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly JournalWriter _writer;
    private JournalFile? _file;
    private DateTimeOffset _written;
    private bool _isGivenUp;

    /// <param name="path">Of the file, absolute.</param>
    /// <param name="header">What the journal is about.</param>
    /// <param name="clock">Tells the time.</param>
    internal SyncJournal(string path, JournalHeader header, Message message, TimeProvider clock)
    {
        _path = path;
        _header = header;
        _message = message;
        _clock = clock;
        _writer = new JournalWriter(header);
    }

    /// <summary>Reads where a run that was broken off got to, and tells it.</summary>
    /// <returns>Null to compare everything.</returns>
    internal TransferPosition? Resume()
    {
        string? refusal = JournalFile.TryOpen(_path, creates: false, out _file);
        if (refusal is { Length: 0 })
        {
            _message.Write("there is no journal of a run that was broken off with this SRC, DST and options: everything is compared");
            return null;
        }

        if (refusal is not null)
        {
            _isGivenUp = true;
            Tell(refusal, "everything is compared, and no journal is kept");
            return null;
        }

        try
        {
            SavedJournal saved = SavedJournal.Read(_file!.Read(SavedJournal.MaxSize));
            refusal = RefusalOf(saved.Header);
            if (refusal is null)
            {
                TellStart(saved);
                return saved.Position;
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            refusal = failure.Message;
        }

        Tell(refusal, "everything is compared");
        return null;
    }

    /// <inheritdoc/>
    public void Save(TransferPosition position)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        bool isDue = (now - _written).TotalSeconds >= (double)_writer.Length / BytesPerSecond || position.IsEnd;
        if (_isGivenUp || !isDue || _writer.IsFull)
        {
            return;
        }

        string? problem = _file is null ? JournalFile.TryOpen(_path, creates: true, out _file) : null;
        try
        {
            if (problem is null)
            {
                long offset = _writer.Length;
                _file!.Write(offset, _writer.Append(position, now).Span, _header.IsDurable);
                _written = now;
                return;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = failure.Message;
        }

        _isGivenUp = true;
        Tell(problem, "no journal is kept, so that this run cannot be resumed");
    }

    /// <summary>The run is over.</summary>
    /// <param name="isDone">All of it is done: there is nothing to go on with, nor is there in what a run before left.</param>
    internal void Complete(bool isDone)
    {
        if (isDone && !_isGivenUp && (_file is not null || JournalFile.TryOpen(_path, creates: false, out _file) is null))
        {
            _file!.Remove();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private string? RefusalOf(JournalHeader saved)
    {
        bool isOther = saved.Source != _header.Source || saved.Target != _header.Target;
        return !saved.Key.Span.SequenceEqual(_header.Key.Span) ? "it is of a run with another SRC or DST, or other options"
            : saved.Boot != _header.Boot && !saved.IsDurable ? "the machine was started since, and without --fsync files of then may be torn"
            : isOther ? "SRC or DST is another directory than then"
            : null;
    }

    private void Tell(string reason, string consequence) => _message.Write("cannot use the journal", PathText.ToBytes(_path), $"{reason}: {consequence}");

    private void TellStart(SavedJournal saved)
    {
        string age = DescribeAge(_clock.GetUtcNow() - saved.Time);
        int undone = saved.Position.Undone.Count;
        string more = undone == 0 ? "" : $"; what it left undone before is tried again ({undone})";
        if (saved.Position.IsEnd)
        {
            _message.Write($"goes on with what the run of {age} ago left undone ({undone}); what changed since elsewhere is not seen");
        }
        else
        {
            _message.Write("goes on at", saved.Position.Path.Span, $"that is how far the run of {age} ago got{more}; what changed there meanwhile is not seen");
        }
    }

    private static string DescribeAge(TimeSpan age) =>
        age.TotalSeconds < 100 ? $"{Math.Max(0, (long)age.TotalSeconds)} s"
        : age.TotalMinutes < 100 ? $"{(long)age.TotalMinutes} min"
        : age.TotalHours < 100 ? $"{(long)age.TotalHours} h"
        : $"{(long)age.TotalDays} days";
}
