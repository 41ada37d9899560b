namespace Fathom.Cli;

/// <summary>What a command line says of the journal of a transfer.</summary>
/// <param name="Resumes">Go on where the run before got to (<c>--resume</c>).</param>
/// <param name="IsOff">Keep none (<c>--no-journal</c>).</param>
/// <param name="File">Where it is (<c>--journal</c>); null for the usual place.</param>
/// <param name="Interval">How often it is written at most (<c>--journal-interval</c>).</param>
internal sealed record JournalChoice(bool Resumes, bool IsOff, string? File, TimeSpan Interval);
