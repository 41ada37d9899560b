namespace Fathom.Cli;

/// <summary>Paths, one an entry.</summary>
/// <param name="terminator">Follows each: a newline, or NUL.</param>
/// <param name="isEscaped">For terminals: see <see cref="NameEscaper"/>.</param>
internal sealed class PathFormatter(byte terminator, bool isEscaped) : EntryFormatter
{
    /// <inheritdoc/>
    internal override void Write(in ListedEntry entry, LineBuffer output)
    {
        if (isEscaped)
        {
            NameEscaper.Write(output, entry.Path);
        }
        else
        {
            output.Write(entry.Path);
        }

        output.Write(terminator);
    }
}
