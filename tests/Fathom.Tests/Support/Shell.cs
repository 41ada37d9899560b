using System.Diagnostics;

namespace Fathom.Tests.Support;

/// <summary>Runs processes and collects what they print.</summary>
public static class Shell
{
    /// <summary>Runs a command with arguments in the test's folder.</summary>
    public static ShellResult Run(string file, params string[] arguments)
    {
        return Run(new ShellCommand(file, arguments));
    }

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="TimeoutException">It did not end in time; the message has what it printed until then.</exception>
    public static ShellResult Run(ShellCommand command)
    {
        using Process process = Start(command);
        using var output = new MemoryStream();

        // Both pipes are drained while the input is written: a full pipe would stop the process.
        Task outputCopied = process.StandardOutput.BaseStream.CopyToAsync(output);
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task inputWritten = WriteInputAsync(process, command.Input);
        Task all = Task.WhenAll(outputCopied, error, inputWritten, process.WaitForExitAsync());

        if (Task.WaitAny([all], command.Timeout) < 0)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            throw new TimeoutException($"{command.File} {string.Join(' ', command.Arguments)}: no end after {command.Timeout}");
        }

        all.GetAwaiter().GetResult();
        return new ShellResult(process.ExitCode, output.ToArray(), error.Result);
    }

    private static Process Start(ShellCommand command)
    {
        var start = new ProcessStartInfo(command.File, command.Arguments)
        {
            WorkingDirectory = command.WorkingDirectory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach ((string name, string? value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{command.File} did not start");
    }

    private static async Task WriteInputAsync(Process process, ReadOnlyMemory<byte> input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process ended, or closed its input, without reading all of it.
        }
    }
}
