namespace Fathom.Cli;

/// <summary>Formats the current state of a run as UTF-8.</summary>
/// <param name="line">Room for the text.</param>
/// <returns>Bytes written.</returns>
internal delegate int ProgressFormatter(Span<byte> line);

/// <summary>A line on standard error that shows how a run goes on; nothing at all unless a person looks at a terminal.</summary>
/// <remarks>One background thread redraws it five times a second and asks the formatter, which reads the run's counters.</remarks>
internal sealed class ProgressLine : IDisposable
{
    private const int MaxBytes = 1024;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly StandardError _error;
    private readonly Terminal _terminal;
    private readonly ProgressFormatter _format;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _thread;

    private ProgressLine(StandardError error, Terminal terminal, ProgressFormatter format)
    {
        _error = error;
        _terminal = terminal;
        _format = format;
        _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "progress" };
        _thread.Start();
    }

    /// <summary>Starts the line, if standard error is a terminal that can redraw one.</summary>
    /// <returns>Null if there is nothing to show: <c>using</c> takes that.</returns>
    internal static ProgressLine? Start(bool isQuiet, ProgressFormatter format) =>
        Start(StandardError.Shared, Terminal.StandardError, isQuiet || Environment.GetEnvironmentVariable("TERM") == "dumb", format);

    internal static ProgressLine? Start(StandardError error, Terminal terminal, bool isQuiet, ProgressFormatter format) =>
        isQuiet || !terminal.IsTerminal ? null : new ProgressLine(error, terminal, format);

    /// <summary>Stops the thread and removes the line.</summary>
    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _ended.Dispose();
        _error.ClearStatus();
    }

    private void Run()
    {
        byte[] line = new byte[MaxBytes];
        while (!_ended.Wait(s_interval))
        {
            int length = _format(line);
            // One column less than the width: a full line makes some terminals wrap.
            int fitting = TextWidth.Fit(line.AsSpan(0, length), _terminal.Width - 1);
            _error.DrawStatus(line.AsSpan(0, fitting));
        }
    }
}
