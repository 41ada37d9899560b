namespace Fathom.Local;

/// <summary>What one run of <see cref="TreeGenerator"/> made, the root left out.</summary>
/// <param name="Entries">Entries of every kind, directories among them.</param>
/// <param name="Directories">Directories.</param>
/// <param name="ApparentBytes">Sum of the sizes of regular files, each file once however many hard links it has.</param>
/// <param name="WrittenBytes">Bytes of real content; the rest of the apparent size is holes.</param>
public readonly record struct GenerateSummary(long Entries, long Directories, long ApparentBytes, long WrittenBytes)
{
    internal GenerateSummary Plus(in GenerateSummary other) => new(
        Entries + other.Entries,
        Directories + other.Directories,
        ApparentBytes + other.ApparentBytes,
        WrittenBytes + other.WrittenBytes);
}
