using System.Globalization;

namespace Fathom.Cli;

/// <summary>Points in time as typed: an ISO date, an age such as <c>7d</c>, or <c>@</c> and seconds since 1970.</summary>
internal static class TimeParser
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = 100;

    private static readonly string[] s_formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    /// <summary>What the option's help may say about its value.</summary>
    internal const string Syntax = "a date (2024-05-01, 2024-05-01T12:30), an age (12h, 7d, 2w) or @SECONDS since 1970";

    /// <summary>Reads a point in time.</summary>
    /// <param name="now">What ages count back from.</param>
    /// <param name="zone">Of dates that name none.</param>
    /// <param name="nanoseconds">Since 1970-01-01 UTC; from the years 1677 to 2262.</param>
    internal static bool TryParse(string text, DateTimeOffset now, TimeZoneInfo zone, out long nanoseconds)
    {
        nanoseconds = 0;
        return text.StartsWith('@') ? TryParseEpoch(text.AsSpan(1), out nanoseconds)
            : TryParseAge(text, out Int128 age) ? TryNarrow(FromTicks(now.UtcTicks) - age, out nanoseconds)
            : TryParseDate(text, zone, out nanoseconds);
    }

    private static bool TryParseEpoch(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds)
            && Math.Abs(seconds) < long.MaxValue / NanosecondsPerSecond
            && TryNarrow((Int128)Math.Floor(seconds * NanosecondsPerSecond), out nanoseconds);
    }

    private static bool TryParseAge(ReadOnlySpan<char> text, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        if (text.Length < 2)
        {
            return false;
        }

        long seconds = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 7 * 86_400,
            'y' => 365 * 86_400,
            _ => 0,
        };
        bool isNumber = uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint count);
        nanoseconds = (Int128)count * seconds * NanosecondsPerSecond;
        return isNumber && seconds > 0;
    }

    private static bool TryParseDate(string text, TimeZoneInfo zone, out long nanoseconds)
    {
        nanoseconds = 0;
        if (!DateTime.TryParseExact(text, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime time))
        {
            return false;
        }

        // A time that the change to summer time skips counts as the moment of the change.
        DateTime utc = time.Kind == DateTimeKind.Utc ? time
            : zone.IsInvalidTime(time) ? time - zone.BaseUtcOffset
            : TimeZoneInfo.ConvertTimeToUtc(time, zone);
        return TryNarrow(FromTicks(utc.Ticks), out nanoseconds);
    }

    private static Int128 FromTicks(long ticks) => (Int128)(ticks - DateTime.UnixEpoch.Ticks) * NanosecondsPerTick;

    private static bool TryNarrow(Int128 value, out long nanoseconds)
    {
        bool fits = value >= long.MinValue && value <= long.MaxValue;
        nanoseconds = fits ? (long)value : 0;
        return fits;
    }
}
