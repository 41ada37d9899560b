using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;

namespace Fathom.Index;

/// <summary>
/// The sources of a database. Carries their exceptions through DuckDB: it knows error texts only, so a text with a number goes in,
/// and the exception of that number is thrown where the text comes out. Exact even when several connections fail at once.
/// </summary>
internal sealed class DuckSources
{
    private const string Mark = "failure of a source, number ";

    private readonly ConcurrentDictionary<int, ExceptionDispatchInfo> _failures = [];
    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.OrdinalIgnoreCase);
    private int _last;

    /// <summary>Takes a name. DuckDB would keep the first function of a name, and say nothing.</summary>
    /// <returns>False if another source has it.</returns>
    internal bool TryTakeName(string name) => _names.TryAdd(name, true);

    /// <summary>Keeps an exception.</summary>
    /// <returns>The error text for DuckDB.</returns>
    internal string Keep(Exception exception)
    {
        int number = Interlocked.Increment(ref _last); // its own partner: only makes numbers distinct
        _failures[number] = ExceptionDispatchInfo.Capture(exception);
        return string.Create(CultureInfo.InvariantCulture, $"{Mark}{number};");
    }

    /// <summary>Throws the exception that an error text stands for, if it stands for one.</summary>
    internal void ThrowIfIn(string message)
    {
        int start = message.IndexOf(Mark, StringComparison.Ordinal);
        if (start < 0)
        {
            return;
        }

        ReadOnlySpan<char> digits = message.AsSpan(start + Mark.Length);
        digits = digits[..Math.Max(digits.IndexOf(';'), 0)];
        if (int.TryParse(digits, CultureInfo.InvariantCulture, out int number) && _failures.TryRemove(number, out ExceptionDispatchInfo? failure))
        {
            failure.Throw();
        }
    }
}
