namespace Fathom.Index;

/// <summary>A directory or an entry that a scan could not read.</summary>
/// <param name="Path">From the root as typed, raw bytes.</param>
/// <param name="Stage">What was being done: the name of a <see cref="WalkStage"/>.</param>
/// <param name="Errno">Why it failed, as Linux numbers it.</param>
/// <param name="Message">The same in words.</param>
public sealed record ScanError(byte[] Path, string Stage, int Errno, string Message);
