using System.IO.Pipes;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Output;

/// <summary>Messages, the progress line and interruption, which share standard error.</summary>
public sealed class StatusTests : IDisposable
{
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In);
    private readonly StandardError _error;

    public StatusTests() => _error = new((int)_pipe.ClientSafePipeHandle.DangerousGetHandle());

    public void Dispose() => _pipe.Dispose();

    [Fact]
    public void A_message_names_command_problem_name_and_reason()
    {
        Message message = new("fathom du", _error);
        message.Write("cannot read directory", "a\nb"u8, "Permission denied");
        message.Write("done");
        Assert.Equal("fathom du: cannot read directory 'a'$'\\n''b': Permission denied\nfathom du: done\n", ReadAll());
    }

    [Fact]
    public void A_progress_line_is_shortened_and_gone_before_a_message_and_at_the_end()
    {
        int calls = 0;
        ProgressLine? progress = ProgressLine.Start(_error, TerminalOf(true), false, line =>
        {
            Interlocked.Increment(ref calls);
            "0123456789abcdef"u8.CopyTo(line);
            return 16;
        });
        SpinWait.SpinUntil(() => Volatile.Read(ref calls) > 0, TimeSpan.FromSeconds(10));
        Thread.Sleep(50);
        new Message("fathom du", _error).Write("oops");
        SpinWait.SpinUntil(() => Volatile.Read(ref calls) > 1, TimeSpan.FromSeconds(10));
        Thread.Sleep(50);
        progress!.Dispose();
        string text = ReadAll();
        Assert.StartsWith("\r012345678\e[K\r\e[Kfathom du: oops\n\r012345678\e[K", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\e[K", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Without_a_terminal_or_when_quiet_there_is_no_progress(bool isTerminal, bool isQuiet)
    {
        Assert.Null(ProgressLine.Start(_error, TerminalOf(isTerminal), isQuiet, _ => 0));
        Assert.Equal("", ReadAll());
    }

    [Fact]
    public void The_second_interruption_ends_the_process_with_the_code_of_its_command()
    {
        List<int> exits = [];
        using Interruption interruption = new("fathom sync", "that is all", _error, exits.Add, exitCode: 20);
        interruption.Request();
        interruption.Request();
        Assert.Equal([20], exits);
    }

    [Fact]
    public void The_first_interruption_cancels_and_the_second_ends_the_process()
    {
        List<int> exits = [];
        using Interruption interruption = new("fathom du", "partial totals follow", _error, exits.Add);
        Assert.False(interruption.IsRequested);
        interruption.Request();
        Assert.True(interruption.IsRequested && interruption.Token.IsCancellationRequested);
        Assert.Empty(exits);
        interruption.Request();
        Assert.Equal([130], exits);
        Assert.Equal("fathom du: interrupted; partial totals follow (press again to quit at once)\n", ReadAll());
    }

    [Fact]
    public void A_signal_of_the_system_is_an_interruption()
    {
        using Interruption interruption = new("test");
        ShellRun.Of($"kill -TERM {Environment.ProcessId}");
        Assert.True(interruption.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(10)));
        Assert.True(interruption.IsRequested);
    }

    private static Terminal TerminalOf(bool isTerminal) => new(2, isTerminal, name => name == "COLUMNS" ? "10" : null);

    private string ReadAll()
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        return new StreamReader(_pipe).ReadToEnd();
    }
}
