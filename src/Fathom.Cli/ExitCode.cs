namespace Fathom.Cli;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCode
{
    internal const int Done = 0;

    /// <summary>The run reached its end, but some entries could not be read or written.</summary>
    internal const int DoneWithErrors = 1;

    internal const int Usage = 2;

    /// <summary>A defect in Fathom; EX_SOFTWARE of sysexits.h.</summary>
    internal const int InternalError = 70;

    /// <summary>128 + SIGINT.</summary>
    internal const int Interrupted = 130;

    /// <summary>128 + SIGPIPE: the reader of standard output went away.</summary>
    internal const int OutputClosed = 141;
}
