using System.Runtime.ExceptionServices;

namespace Fathom.Tests.Support;

/// <summary>Turns a hang into a failure.</summary>
public static class Deadline
{
    /// <summary>Runs <paramref name="action"/> on a thread of its own.</summary>
    /// <exception cref="TimeoutException">It did not end in time; its thread is left behind.</exception>
    public static void Run(Action action, int seconds = 60)
    {
        ArgumentNullException.ThrowIfNull(action);
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        if (!thread.Join(TimeSpan.FromSeconds(seconds)))
        {
            throw new TimeoutException($"no end after {seconds} s");
        }

        failure?.Throw();
    }
}
