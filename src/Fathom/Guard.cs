using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>Checks of arguments where they enter.</summary>
internal static class Guard
{
    internal static int InRange(int value, int min, int max, [CallerMemberName] string name = "") =>
        value >= min && value <= max ? value : throw new ArgumentOutOfRangeException(name, value, $"{min} to {max}");
}
