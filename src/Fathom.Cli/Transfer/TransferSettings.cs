using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>What the options of one command line amount to, while they are read in their order. <see cref="TransferCheck"/> ends that.</summary>
internal sealed class TransferSettings
{
    /// <summary>What is transferred and what of it is kept.</summary>
    internal TransferOptions Options { get; set; } = TransferOptions.Default;

    /// <summary>Whether <c>-r</c> itself was given, or taken back; null if neither. <c>-a</c> means recursion only without <c>--files-from</c>.</summary>
    internal bool? Recursion { get; set; }

    /// <summary>Whether <c>-d</c> was given, or taken back; null if neither.</summary>
    internal bool? Directories { get; set; }

    /// <summary><c>-a</c> was given.</summary>
    internal bool IsArchive { get; set; }

    /// <summary><c>--delete</c> was given, without a time.</summary>
    internal bool Deletes { get; set; }

    /// <summary>The options <c>--delete-WHEN</c> that were given, in their order.</summary>
    internal List<DeleteTime> DeleteTimes { get; } = [];

    /// <summary>Filters, in their order.</summary>
    internal List<FilterUse> Filters { get; } = [];

    /// <summary>Names in files are ended by NUL (<c>-0</c>).</summary>
    internal bool EndsWithNul { get; set; }

    /// <summary>What <c>--files-from</c> names; null for none.</summary>
    internal string? FilesFrom { get; set; }

    /// <summary>Basis directories, raw bytes, in their order.</summary>
    internal List<byte[]> BasisDirectories { get; } = [];

    /// <summary>Items of <c>--chmod</c>, in their order.</summary>
    internal List<string> Chmods { get; } = [];

    /// <summary>Nothing is changed (<c>-n</c>).</summary>
    internal bool IsDryRun { get; set; }

    /// <summary>How long a server may not answer; null for the default.</summary>
    internal TimeSpan? Timeout { get; set; }

    /// <summary>What is printed.</summary>
    internal TransferOutput Output { get; set; } = new();
}
