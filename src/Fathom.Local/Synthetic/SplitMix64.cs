namespace Fathom.Local;

/// <summary>A small random generator whose stream depends on the seed alone, so that a directory's content does not
/// depend on the thread that makes it.</summary>
/// <remarks>Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.</remarks>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in 0 to <paramref name="bound"/> - 1.</summary>
    internal long Below(long bound) => (long)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Uniform in [0, 1).</summary>
    internal double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Log-normal: half of the values lie below <paramref name="median"/>.</summary>
    internal double LogNormal(double median, double sigma)
    {
        // Box-Muller; 1 - x keeps the logarithm's argument above zero.
        double radius = Math.Sqrt(-2 * Math.Log(1 - Fraction()));
        double normal = radius * Math.Cos(2 * Math.PI * Fraction());
        return median * Math.Exp(sigma * normal);
    }
}
