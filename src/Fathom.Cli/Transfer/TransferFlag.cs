using System.CommandLine;

namespace Fathom.Cli;

/// <summary>An option of rsync without a value. Every appearance counts, in the order of the command line: <c>-vv</c>, <c>-a --no-p</c>.</summary>
internal sealed class TransferFlag : Option<bool>
{
    private readonly Action<TransferSettings> _apply;

    /// <param name="description">For help; null for an option that help does not list.</param>
    internal TransferFlag(string name, string[] aliases, string? description, Action<TransferSettings> apply)
        : base(name, aliases)
    {
        Arity = ArgumentArity.Zero;
        Description = description;
        Hidden = description is null;
        _apply = apply;
    }

    /// <summary>Does what one appearance means.</summary>
    /// <exception cref="UsageException">It cannot be meant.</exception>
    internal void Apply(TransferSettings settings) => _apply(settings);
}
