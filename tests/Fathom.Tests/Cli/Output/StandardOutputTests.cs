using System.IO.Pipes;
using System.Text;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Output;

public sealed class StandardOutputTests
{
    [Fact]
    public void What_is_written_arrives_in_order_and_whole()
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.In);
        string text = "";
        Thread reader = new(() => text = new StreamReader(pipe).ReadToEnd());
        reader.Start();
        StringBuilder expected = new();
        using (StandardOutput output = new((int)pipe.ClientSafePipeHandle.DangerousGetHandle(), false, errno => Assert.Fail($"errno {errno}")))
        {
            for (int i = 0; i < 30_000; i++)
            {
                output.Write((long)-i);
                output.Write((byte)'\t');
                output.Write("na\u00efve "u8);
                output.Write("t\u00e9xt\n");
                expected.Append($"{-i}\tna\u00efve t\u00e9xt\n");
            }

            string large = new('x', 200_000);
            output.Write(large);
            output.Write(Encoding.UTF8.GetBytes(large));
            output.Write(ulong.MaxValue);
            expected.Append(large).Append(large).Append(ulong.MaxValue);
        }

        pipe.DisposeLocalCopyOfClientHandle();
        reader.Join();
        Assert.Equal(expected.ToString(), text);
    }

    [Fact]
    public void A_reader_that_leaves_ends_the_program_quietly_with_141()
    {
        ShellRun run = ShellRun.Of("{ sleep 0.2; $fathom completions bash; echo \"code $?\" >&2; } | true");
        Assert.Equal("code 141\n", run.Error);
    }

    [Fact]
    public void A_full_disk_is_a_message_and_exit_code_1()
    {
        ShellRun run = ShellRun.Of("$fathom completions bash >/dev/full");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("fathom: cannot write standard output: No space left on device\n", run.Error);
    }

    [Fact]
    public void A_closed_standard_output_is_a_message_and_exit_code_1()
    {
        ShellRun run = ShellRun.Of("$fathom completions bash </dev/null >&-");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("fathom: cannot write standard output: ", run.Error, StringComparison.Ordinal);
    }
}
