using System.Diagnostics;
using System.Text;
using Fathom.Tests.Support;

namespace Fathom.Tests.Cli;

/// <summary>A bash script that ran to its end, with what it wrote.</summary>
internal sealed record ShellRun(int ExitCode, byte[] Output, string Error)
{
    internal string Text => Encoding.UTF8.GetString(Output);

    /// <summary>The program under test, for scripts: run it as <c>$fathom ARGS</c>. The native one: it is what users run, and starts at once.</summary>
    internal static string Program => RepositoryRoot.Binary;

    internal static ShellRun Of(string script, params (string Name, string? Value)[] environment)
    {
        ProcessStartInfo start = new("bash", ["-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["fathom"] = Program;
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return new(process.ExitCode, output.ToArray(), error.GetAwaiter().GetResult());
    }
}
