namespace Fathom.Tests.Support;

/// <summary>A process to run: see <see cref="Shell.Run(ShellCommand)"/>.</summary>
public sealed record ShellCommand(string File, params string[] Arguments)
{
    /// <summary>The folder to start in; null is the test's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Added to the environment; a null value removes the variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Standard input; empty by default, so that nothing waits for a terminal.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>After this the process and its children are killed and the test fails.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);
}
