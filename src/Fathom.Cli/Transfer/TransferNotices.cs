using System.Buffers;
using System.Globalization;
using System.Text;
using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>What is told of things that are left undone, in rsync's words.</summary>
/// <param name="output">What is printed.</param>
internal sealed class TransferNotices(TransferOutput output)
{
    /// <summary>Whether it goes to standard error, as rsync's warnings do.</summary>
    internal static bool IsWarning(TransferNotice notice) => notice is TransferNotice.MaxDeleteReached or TransferNotice.Vanished;

    /// <summary>Whether it is told.</summary>
    internal bool Shows(TransferNotice notice) => notice switch
    {
        TransferNotice.MaxDeleteReached or TransferNotice.Vanished => true,
        TransferNotice.SkippedDirectory or TransferNotice.SkippedNonRegular => output.TellsNonRegular && !output.IsQuiet,
        TransferNotice.SkippedUnsafeLink => output.Verbosity > 0 && !output.IsQuiet,
        TransferNotice.OverMaxSize or TransferNotice.UnderMinSize or TransferNotice.Newer or TransferNotice.Exists or TransferNotice.NotCreated
            => output.TellsSkipped && !output.IsQuiet,
        _ => !output.IsQuiet,
    };

    /// <summary>Appends the text without the newline, not escaped.</summary>
    /// <param name="count">As of <see cref="ITransferObserver.OnNotice"/>.</param>
    internal static void Write(IBufferWriter<byte> line, TransferNotice notice, ReadOnlySpan<byte> path, long count)
    {
        (string before, string after) = notice switch
        {
            TransferNotice.SkippedDirectory => ("skipping directory ", ""),
            TransferNotice.SkippedNonRegular => ("skipping non-regular file \"", "\""),
            TransferNotice.SkippedUnsafeLink => ("ignoring unsafe symlink \"", "\""),
            TransferNotice.OverMaxSize => ("", " is over max-size"),
            TransferNotice.UnderMinSize => ("", " is under min-size"),
            TransferNotice.Newer => ("", " is newer"),
            TransferNotice.Exists => ("", " exists"),
            TransferNotice.NotCreated => ("not creating new file \"", "\""),
            TransferNotice.NotEmpty => ("cannot delete non-empty directory: ", ""),
            TransferNotice.MountPoint => ("cannot delete mount point: ", ""),
            TransferNotice.DeletionsStopped => ("IO error encountered -- skipping file deletion", ""),
            TransferNotice.MaxDeleteReached => (string.Create(CultureInfo.InvariantCulture, $"Deletions stopped due to --max-delete limit ({count} skipped)"), ""),
            TransferNotice.Vanished => ("file has vanished: \"", "\""),
            _ => ($"{notice}: ", ""),
        };
        bool isAboutAll = notice is TransferNotice.DeletionsStopped or TransferNotice.MaxDeleteReached;
        Encoding.ASCII.GetBytes(before, line);
        line.Write(isAboutAll ? default : path);
        Encoding.ASCII.GetBytes(after, line);
    }
}
