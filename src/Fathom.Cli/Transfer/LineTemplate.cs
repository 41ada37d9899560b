using System.Globalization;

namespace Fathom.Cli;

/// <summary>What <c>--out-format</c> prints for a step: literal bytes and directives of rsync (rsyncd.conf(5), <c>log format</c>).</summary>
internal sealed class LineTemplate
{
    /// <summary>The directives that there are.</summary>
    internal const string Directives = "%i %n %L %f %l %o %M %B %U %G %t %p";

    private const string Letters = "inLfloMBUGtp";
    private const int MostWidth = 300;

    private LineTemplate(List<LinePart> parts) => Parts = [.. parts];

    /// <summary>What <c>-i</c> prints.</summary>
    internal static LineTemplate Itemized { get; } = Parse("%i %n%L");

    /// <summary>What <c>-v</c> prints.</summary>
    internal static LineTemplate Names { get; } = Parse("%n%L");

    /// <summary>What a removal looks like where the format has neither <c>%i</c> nor <c>%o</c>.</summary>
    internal static LineTemplate Deletion { get; } = Parse("deleting %n");

    /// <summary>In order.</summary>
    internal LinePart[] Parts { get; }

    /// <summary>Whether a directive occurs.</summary>
    internal bool Has(char letter) => Array.Exists(Parts, part => part.Directive == letter);

    /// <summary>Reads a format.</summary>
    /// <exception cref="UsageException">It has a directive that means nothing here.</exception>
    internal static LineTemplate Parse(string text)
    {
        List<LinePart> parts = [];
        int start = 0;
        while (start < text.Length)
        {
            int percent = text.IndexOf('%', start);
            int end = percent < 0 ? text.Length : percent;
            if (end > start)
            {
                parts.Add(LinePart.OfText(PathText.ToBytes(text[start..end])));
            }

            start = end;
            if (percent >= 0)
            {
                parts.Add(ReadDirective(text, ref start));
            }
        }

        return new LineTemplate(parts);
    }

    private static LinePart ReadDirective(string text, ref int start)
    {
        int at = start + 1;
        int quotes = CountQuotes(text, ref at);
        bool isLeft = at < text.Length && text[at] == '-';
        at += isLeft ? 1 : 0;
        int digits = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        ReadOnlySpan<char> number = text.AsSpan(digits, at - digits);
        quotes += CountQuotes(text, ref at);
        string whole = text[start..Math.Min(at + 1, text.Length)];
        if (at == text.Length || whole == "%%")
        {
            start += whole == "%%" ? 2 : whole.Length;
            return LinePart.OfText(PathText.ToBytes(whole == "%%" ? "%" : whole));
        }

        if (!Letters.Contains(text[at]))
        {
            throw new UsageException($"--out-format has {NameEscaper.Quote(whole)}, which fathom does not have: give some of {Directives}, or %% for a percent sign");
        }

        int width = 0;
        if (number.Length > 0 && (!int.TryParse(number, CultureInfo.InvariantCulture, out width) || width > MostWidth))
        {
            throw new UsageException($"--out-format has {NameEscaper.Quote(whole)}: a width is at most {MostWidth}");
        }

        start = at + 1;
        return new LinePart(text[at], isLeft ? -width : width, quotes, []);
    }

    private static int CountQuotes(string text, ref int at)
    {
        int from = at;
        while (at < text.Length && text[at] == '\'')
        {
            at++;
        }

        return at - from;
    }
}
