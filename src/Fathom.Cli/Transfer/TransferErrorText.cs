using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>What failed in a transfer, in words.</summary>
internal static class TransferErrorText
{
    /// <summary>What failed, before the path.</summary>
    internal static string Problem(in TransferError error)
    {
        string what = error.Action switch
        {
            TransferAction.Open => "cannot open",
            TransferAction.List => "cannot read directory",
            TransferAction.Stat => "cannot examine",
            TransferAction.ReadLink => "cannot read link",
            TransferAction.ReadFilter => "cannot read filter file",
            TransferAction.ReadXattr => "cannot read extended attributes of",
            TransferAction.Read => "cannot read",
            TransferAction.Write => "cannot write",
            TransferAction.Make => "cannot make",
            TransferAction.SetAttributes => "cannot set attributes of",
            TransferAction.Rename => "cannot give its name to",
            TransferAction.Link => "cannot make hard link",
            TransferAction.Delete => "cannot remove",
            TransferAction.Backup => "cannot keep a backup of",
            TransferAction.Verify => "copy does not equal its source:",
            TransferAction.CheckPlan => "not done, because it changed since the plan:",
            _ => "failed:",
        };
        return error.Action is TransferAction.Verify or TransferAction.CheckPlan ? what : $"{what} {(error.IsSource ? "(source)" : "(target)")}";
    }

    /// <summary>Why, and what can be done where that is known; empty where <see cref="Problem"/> says all.</summary>
    internal static string Reason(in TransferError error) => (error.Action, error.Errno) switch
    {
        (TransferAction.Verify, Errno.EIO) => "the old file stays; run again",
        (TransferAction.CheckPlan, Errno.ESTALE) => "make a new plan",
        (TransferAction.Make, Errno.ENOTEMPTY) => "a directory that is not empty is in the way; use --force or --delete",
        _ => error.Errno.Describe(),
    };
}
