namespace Fathom.Cli;

/// <summary>What one run examined: evidence of equal work.</summary>
internal readonly record struct StatCount(long Entries, long AllocatedBytes, long Errors)
{
    internal StatCount Plus(in StatCount other) =>
        new(Entries + other.Entries, AllocatedBytes + other.AllocatedBytes, Errors + other.Errors);

    internal StatCount With(Errno errno, long allocated) =>
        errno == Errno.None ? new(Entries + 1, AllocatedBytes + allocated, Errors) : this with { Errors = Errors + 1 };
}
