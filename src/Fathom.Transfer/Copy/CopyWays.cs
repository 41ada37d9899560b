namespace Fathom.Transfer;

/// <summary>Which ways of copying are allowed, and which were found not to work between two devices. Thread-safe.</summary>
internal sealed class CopyWays(CopyMethod method)
{
    private readonly Lock _lock = new();

    // Replaced and never changed: who reads it needs no lock. Partner: Note.
    private (CopyMethod Method, ulong Source, ulong Target)[] _refused = [];

    /// <summary>A way is worth trying.</summary>
    /// <param name="devices">Of source and target; where one is 0 nothing is known of them.</param>
    internal bool May(CopyMethod way, (ulong Source, ulong Target) devices) =>
        (method == CopyMethod.Auto || method == way) && Array.IndexOf(Volatile.Read(ref _refused), (way, devices.Source, devices.Target)) < 0;

    /// <summary>Takes note of what a way ended with.</summary>
    internal void Note(CopyMethod way, (ulong Source, ulong Target) devices, Errno errno)
    {
        if (errno != Errno.EOPNOTSUPP || devices.Source == 0 || devices.Target == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (May(way, devices))
            {
                Volatile.Write(ref _refused, [.. _refused, (way, devices.Source, devices.Target)]);
            }
        }
    }
}
