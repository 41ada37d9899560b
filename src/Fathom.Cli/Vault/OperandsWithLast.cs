using System.CommandLine;

namespace Fathom.Cli;

/// <summary>Operands of which the last one means something else: <c>PATH... DEST</c>.</summary>
internal sealed class OperandsWithLast : Argument<string[]>
{
    /// <param name="name">Of the others.</param>
    /// <param name="last">Of the last one.</param>
    internal OperandsWithLast(string name, string last)
        : base(name)
    {
        Last = last;
        Arity = new ArgumentArity(2, 100_000);
    }

    /// <summary>There may be several of the others; where only one makes sense, the command says why.</summary>
    internal bool Repeats { get; init; } = true;

    /// <summary>What the last one is called.</summary>
    internal string Last { get; }
}
