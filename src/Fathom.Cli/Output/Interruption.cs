using System.Runtime.InteropServices;

namespace Fathom.Cli;

/// <summary>Ctrl-C: the first asks the run to end and tell what it has, the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly string _message;
    private readonly StandardError _error;
    private readonly Action<int> _exit;
    private readonly int _exitCode;
    private int _count; // Interlocked in OnSignal; read by IsRequested.

    /// <param name="command">As in <c>fathom du</c>, for the message.</param>
    /// <param name="consequence">What the first signal leads to.</param>
    /// <param name="exitCode">What the process ends with at the second one.</param>
    internal Interruption(string command, string consequence = "partial totals follow", int exitCode = ExitCode.Interrupted)
        : this(command, consequence, StandardError.Shared, Interop.ExitAtOnce, exitCode)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
    }

    /// <param name="exit">Ends the process; a test's own returns.</param>
    internal Interruption(string command, string consequence, StandardError error, Action<int> exit, int exitCode = ExitCode.Interrupted)
    {
        _exitCode = exitCode;
        _message = $"{command}: interrupted; {consequence} (press again to quit at once)";
        _error = error;
        _exit = exit;
    }

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>Whether totals are partial and the exit code is <see cref="ExitCode.Interrupted"/>.</summary>
    internal bool IsRequested => Volatile.Read(ref _count) > 0;

    /// <summary>What a signal does.</summary>
    internal void Request()
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            _error.ClearStatus();
            _exit(_exitCode);
            return;
        }

        _error.WriteLine(_message);
        _source.Cancel();
    }

    /// <summary>Gives the signals back to the system.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Request();
    }
}
