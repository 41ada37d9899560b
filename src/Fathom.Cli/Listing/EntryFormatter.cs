namespace Fathom.Cli;

/// <summary>Writes entries as text for one worker.</summary>
internal abstract class EntryFormatter
{
    /// <summary>Appends one entry with its terminator.</summary>
    internal abstract void Write(in ListedEntry entry, LineBuffer output);
}
