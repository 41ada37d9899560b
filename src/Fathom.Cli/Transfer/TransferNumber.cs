using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>Numbers as rsync prints them (rsync(1), <c>--human-readable</c>).</summary>
internal static class TransferNumber
{
    /// <summary>A number as text.</summary>
    /// <param name="level">0 for digits alone, 1 with commas, 2 in units of 1000, 3 and more in units of 1024.</param>
    internal static string ToText(long number, int level)
    {
        int radix = level == 2 ? 1000 : 1024;
        if (level < 2 || number < radix)
        {
            return number.ToString(level == 1 ? "N0" : "D", CultureInfo.InvariantCulture);
        }

        double scaled = number;
        int power = -1;
        while (scaled >= radix && power < 4)
        {
            scaled /= radix;
            power++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{scaled:F2}{"KMGTP"[power]}");
    }

    /// <summary>The same, appended.</summary>
    internal static void Write(IBufferWriter<byte> output, long number, int level) => Encoding.ASCII.GetBytes(ToText(number, level), output);
}
