namespace Fathom.Cli;

/// <summary>Exit codes of transfers: those of rsync (rsync(1), EXIT VALUES), but for wrong usage, which is 2 as in all commands.</summary>
internal static class TransferExit
{
    /// <summary>All of them, for help.</summary>
    internal static (int Code, string Meaning)[] Meanings { get; } =
    [
        (ExitCode.Done, "done"),
        (ExitCode.Usage, "wrong options or operands"),
        (Selection, "DST cannot be used"),
        (FileIo, "an error that ended the run"),
        (Interrupted, "interrupted"),
        (Partial, "something was not transferred"),
        (Vanished, "something of SRC vanished meanwhile"),
        (MaxDelete, "--max-delete was reached"),
        (Timeout, "a server did not answer"),
    ];

    /// <summary>Errors selecting input or output files: DST cannot be what it should be.</summary>
    internal const int Selection = 3;

    /// <summary>Error in file I/O: something that the run cannot do without cannot be opened, read or written.</summary>
    internal const int FileIo = 11;

    /// <summary>Interrupted.</summary>
    internal const int Interrupted = 20;

    /// <summary>Partial transfer: some files or attributes were not transferred.</summary>
    internal const int Partial = 23;

    /// <summary>Partial transfer: some files of the source vanished.</summary>
    internal const int Vanished = 24;

    /// <summary><c>--max-delete</c> stopped deletions.</summary>
    internal const int MaxDelete = 25;

    /// <summary>A server did not answer in time.</summary>
    internal const int Timeout = 30;
}
