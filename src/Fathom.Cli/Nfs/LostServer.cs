namespace Fathom.Cli;

/// <summary>What to say when a server stops answering.</summary>
internal static class LostServer
{
    /// <summary>What the user can do.</summary>
    internal const string Advice = "try again later, or wait longer for the server with --timeout and --retries";
}
