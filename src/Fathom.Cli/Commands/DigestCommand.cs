using System.Buffers;
using System.CommandLine;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary><c>fathom digest</c>: shows that two trees agree or differ.</summary>
internal sealed class DigestCommand
{
    private readonly Argument<string[]> _indexes = new("INDEX") { Description = "an index of fathom scan", Arity = ArgumentArity.OneOrMore };

    private readonly Option<bool> _byDirectory = new("--by-dir") { Description = "a line for each directory, those above before those below" };

    private readonly IntegerOption _maxDepth = new("--max-depth", 0, int.MaxValue, "-d") { Description = "with --by-dir: only N levels below the root" };

    private readonly Option<bool> _null = new("--null", "-0") { Description = "end each line with NUL, not newline" };

    private readonly Message _message = new("fathom digest");

    internal static Command Create() => new DigestCommand().Build();

    private DocumentedCommand Build()
    {
        DocumentedCommand command = new("digest", "A digest of what an index holds, to compare trees")
        {
            Options = { _byDirectory, _maxDepth, _null },
            Arguments = { _indexes },
            Examples =
            {
                new("fathom digest monday.fathom tuesday.fathom", "equal if nothing changed"),
                new("fathom digest --by-dir -d2 srv.fathom", "where trees differ: compare the lines with diff"),
            },
            Notes =
            {
                "Names, types, modes, owners, times of change, sizes and targets of links take part; inodes, other times and allocation do not. A copy made with cp -a has the "
                    + "digest of its original, whatever the number of threads of a scan. It is no protection against forgery: contents are not read.",
            },
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        if (result.GetValue(_maxDepth) is not null && !result.GetValue(_byDirectory))
        {
            throw new UsageException("--max-depth is of use with --by-dir alone");
        }

        int depth = (int)(result.GetValue(_maxDepth) ?? int.MaxValue);
        byte terminator = result.GetValue(_null) ? (byte)0 : (byte)'\n';
        int code = ExitCode.Done;
        using Interruption interruption = new("fathom digest", "what was printed is not all");
        using StandardOutput output = new();
        foreach (string index in result.GetValue(_indexes) ?? [])
        {
            try
            {
                if (result.GetValue(_byDirectory))
                {
                    IndexDigests.OfDirectories(
                        index, depth, (path, digest) => WriteLine(output, Convert.ToHexStringLower(digest), path, terminator), interruption.Token);
                }
                else
                {
                    WriteLine(output, IndexDigests.OfIndex(index), PathText.ToBytes(index), terminator);
                }
            }
            catch (IndexException failure)
            {
                _message.Write(failure.Message);
                code = ExitCode.DoneWithErrors;
            }
        }

        output.Flush();
        return code;
    }

    private static void WriteLine(StandardOutput output, string digest, ReadOnlySpan<byte> path, byte terminator)
    {
        output.Write(digest);
        output.Write("  "u8);
        if (Terminal.StandardOutput.IsTerminal && terminator != 0)
        {
            NameEscaper.Write(output, path);
        }
        else
        {
            output.Write(path);
        }

        output.Write(terminator);
    }
}
