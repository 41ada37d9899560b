using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>The sink that tests look through keeps all that comes.</summary>
public sealed class RecordingSinkConformance : SinkConformance
{
    protected override ISink Create() => new RecordingSink();

    protected override SinkContent Read(ISink sink)
    {
        RecordingSink recording = (RecordingSink)sink;
        Assert.Empty(recording.Violations);
        return new SinkContent
        {
            Entries = recording.Entries.Count,
            Errors = recording.Errors.Count,
            ApparentBytes = recording.Entries.Values.Where(static entry => entry.Errno == Errno.None).Sum(static entry => entry.Size),
            Paths = [.. recording.Entries.Keys],
        };
    }
}
