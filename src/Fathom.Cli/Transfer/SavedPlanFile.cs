using System.CommandLine;
using System.CommandLine.Parsing;
using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>The file of <c>plan --output</c> and <c>sync --plan</c>.</summary>
internal static class SavedPlanFile
{
    private const string Option = "--plan";

    /// <summary>Puts the command line that a plan was made with in front of what else was typed, and goes to the directory where that was.</summary>
    /// <param name="args">As typed, with the command.</param>
    /// <returns>The same where no plan is given.</returns>
    /// <exception cref="UsageException">The plan cannot be read.</exception>
    internal static string[] Expand(string[] args)
    {
        int at = args is ["sync", ..] ? Array.FindIndex(args, static arg => arg == Option || arg.StartsWith(Option + "=", StringComparison.Ordinal)) : -1;
        bool isApart = at > 0 && args[at] == Option;
        if (at < 0 || (isApart && at + 1 == args.Length))
        {
            return args;
        }

        string file = Path.GetFullPath(isApart ? args[at + 1] : args[at][(Option.Length + 1)..]);
        using FileStream stream = Open(file);
        PlanHeader plan = Read(stream, file, PlanHeader.Read);
        List<string> expanded = ["sync"];
        expanded.AddRange(plan.Arguments.Select(static argument => PathText.ToText(argument)));

        // Behind "--" everything is an operand.
        int end = expanded.IndexOf("--");
        expanded.InsertRange(end < 0 ? expanded.Count : end, [.. args[1..at], .. args[(isApart ? at + 2 : at + 1)..], $"{Option}={file}"]);
        Directory.SetCurrentDirectory(PathText.ToText(plan.Directory));
        return [.. expanded];
    }

    /// <summary>The command line that a plan is carried out with: what was typed, without the command and the file of the plan.</summary>
    internal static byte[][] ArgumentsOf(ParseResult result, Option output)
    {
        List<byte[]> arguments = [];
        for (int i = 0; i < result.Tokens.Count; i++)
        {
            if (result.Tokens[i].Value == output.Name)
            {
                i++;
            }
            else if (result.Tokens[i].Type != TokenType.Command)
            {
                arguments.Add(PathText.ToBytes(result.Tokens[i].Value));
            }
        }

        return [.. arguments];
    }

    /// <summary>Plans, and saves the plan under its name once it is whole.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    internal static void Save(TransferInvocation invocation, Action<PlanWriter> plan)
    {
        string file = invocation.PlanFile!;
        string aside = file + ".part";
        try
        {
            using (FileStream stream = new(aside, FileMode.Create, FileAccess.Write, FileShare.None, 1))
            using (PlanWriter writer = new(stream, PathText.ToBytes(Directory.GetCurrentDirectory()), invocation.Arguments))
            {
                plan(writer);
                writer.Complete();
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, file, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write the plan {NameEscaper.Quote(file)}: {failure.Message}");
        }
        finally
        {
            if (File.Exists(aside))
            {
                File.Delete(aside);
            }
        }
    }

    /// <summary>Opens a plan to read it.</summary>
    /// <exception cref="UsageException">It cannot be opened.</exception>
    internal static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read the plan {NameEscaper.Quote(file)}: {failure.Message}");
        }
    }

    /// <summary>Reads a plan, or what it begins with.</summary>
    /// <exception cref="UsageException">It is none, or not whole.</exception>
    internal static T Read<T>(FileStream stream, string file, Func<Stream, T> read)
    {
        try
        {
            return read(stream);
        }
        catch (InvalidDataException wrong)
        {
            throw new UsageException($"cannot use {NameEscaper.Quote(file)}: {wrong.Message}");
        }
    }
}
