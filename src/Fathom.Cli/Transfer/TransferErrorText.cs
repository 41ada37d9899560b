using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>What failed in a transfer, in words.</summary>
internal static class TransferErrorText
{
    /// <summary>What failed, before the path.</summary>
    internal static string Problem(in TransferError error)
    {
        string side = error.IsSource ? "source" : "target";
        return error.Action switch
        {
            TransferAction.Open => $"cannot open {side}",
            TransferAction.List => $"cannot read {side} directory",
            TransferAction.Stat => $"cannot examine {side}",
            TransferAction.ReadLink => $"cannot read {side} link",
            TransferAction.ReadFilter => $"cannot read filter file of {side}",
            TransferAction.ReadXattr => $"cannot read extended attributes of {side}",
            TransferAction.Read => $"cannot read {side}",
            TransferAction.Write => $"cannot write {side}",
            TransferAction.Make => $"cannot make {side}",
            TransferAction.SetAttributes => $"cannot set attributes of {side}",
            TransferAction.Rename => $"cannot give its name to {side}",
            TransferAction.Link => $"cannot make hard link in {side}",
            TransferAction.Delete => $"cannot remove {side}",
            TransferAction.Backup => $"cannot keep a backup of {side}",
            TransferAction.Verify => "copy does not equal its source:",
            TransferAction.CheckPlan => "not done, because it changed since the plan:",
            _ => $"failed in {side}:",
        };
    }

    /// <summary>Why, and what can be done where that is known; empty where <see cref="Problem"/> says all.</summary>
    internal static string Reason(in TransferError error) => (error.Action, error.Errno) switch
    {
        (TransferAction.Verify, Errno.EIO) => "the old file stays; run again",
        (TransferAction.Delete, Errno.ESTALE) or (TransferAction.SetAttributes, Errno.ESTALE) or (TransferAction.Open, Errno.ESTALE) =>
            "it changed meanwhile; run again",
        (TransferAction.CheckPlan, Errno.ESTALE) => "make a new plan",
        (TransferAction.Make, Errno.ENOTEMPTY) => "a directory that is not empty is in the way; use --force or --delete",
        _ => error.Errno.Describe(),
    };
}
