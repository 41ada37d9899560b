namespace Fathom.Fuse;

/// <summary>A time that the kernel keeps something, as replies carry it.</summary>
internal readonly struct Timeout(TimeSpan time)
{
    private const int NanosPerTick = 100;

    internal ulong Seconds { get; } = (ulong)(time.Ticks / TimeSpan.TicksPerSecond);

    internal uint Nanos { get; } = (uint)(time.Ticks % TimeSpan.TicksPerSecond * NanosPerTick);

    internal bool IsZero => Seconds == 0 && Nanos == 0;
}
