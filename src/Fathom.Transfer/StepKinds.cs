namespace Fathom.Transfer;

/// <summary>What kinds of steps are called where programs read it: in saved plans and JSON (docs/plan-format.md).</summary>
public static class StepKinds
{
    /// <summary>The name of a kind, such as <c>copy</c>, as UTF-8.</summary>
    public static ReadOnlySpan<byte> ToName(this StepKind kind) => kind switch
    {
        StepKind.Keep => "keep"u8,
        StepKind.MakeDirectory => "make-directory"u8,
        StepKind.CopyFile => "copy"u8,
        StepKind.MakeSymlink => "make-symlink"u8,
        StepKind.MakeSpecial => "make-special"u8,
        StepKind.HardLink => "hard-link"u8,
        StepKind.SetAttributes => "set-attributes"u8,
        StepKind.Delete => "delete"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
