using System.Text;
using Fathom.Transfer;

namespace Fathom.Tests.Transfer.Run;

/// <summary>Keeps what a transfer tells; something can be done at each step.</summary>
internal sealed class QuietObserver : ITransferObserver
{
    /// <summary>Is given the path of each step before it is carried out.</summary>
    internal Action<string>? AtStep { get; init; }

    /// <summary>Errors, a line each: action, side, path, errno.</summary>
    internal List<string> Errors { get; } = [];

    /// <summary>Notices, a line each: what, path.</summary>
    internal List<string> Notices { get; } = [];

    /// <inheritdoc/>
    public void OnStep(PlanStep step) => AtStep?.Invoke(Encoding.UTF8.GetString(step.Path.Span));

    /// <inheritdoc/>
    public void OnNotice(TransferNotice notice, ReadOnlyMemory<byte> path, long count) => Notices.Add($"{notice} {Encoding.UTF8.GetString(path.Span)}");

    /// <inheritdoc/>
    public void OnError(in TransferError error) =>
        Errors.Add($"{error.Action} {(error.IsSource ? "source" : "target")} {Encoding.UTF8.GetString(error.Path.Span)} {error.Errno}");
}
