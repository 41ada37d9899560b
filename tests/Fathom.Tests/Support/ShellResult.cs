using System.Text;

namespace Fathom.Tests.Support;

/// <summary>What a process left behind. A process killed by signal n has exit code 128 + n.</summary>
public sealed record ShellResult(int ExitCode, byte[] Output, string Error)
{
    /// <summary>Standard output as UTF-8; for bytes that are none, use <see cref="Output"/>.</summary>
    public string Text => Encoding.UTF8.GetString(Output);

    /// <summary>Standard output, one string a line.</summary>
    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The result itself, if the process succeeded; else an exception that shows what it said.</summary>
    public ShellResult EnsureSuccess()
    {
        return ExitCode == 0 ? this : throw new InvalidOperationException($"exit {ExitCode}\n{Text}\n{Error}");
    }
}
