namespace Fathom.Cli;

/// <summary>The program as mount(8) runs it for a file system of its own: <c>mount.fathom ROOT DIR [-sfnv] [-N NAMESPACE] [-o OPTIONS] [-t TYPE]</c>.</summary>
/// <remarks>A link of that name in /sbin is all that <c>mount -t fathom</c> and a line of fstab need. Source: mount(8), external helpers.</remarks>
internal static class FstabProgram
{
    /// <summary>The program was started as such a helper.</summary>
    /// <param name="program">The name it was started by (argv[0]).</param>
    internal static bool IsMeant(string program) => Path.GetFileName(program) is "mount.fathom" or "mount.fuse.fathom";

    /// <summary>Arguments of <c>fathom mount</c> for those of a helper.</summary>
    /// <returns>Empty if nothing shall be done (<c>-f</c>).</returns>
    /// <exception cref="UsageException">An option that no helper has.</exception>
    internal static string[] Translate(ReadOnlySpan<string> args)
    {
        List<string> options = ["mount"];
        List<string> operands = [];
        bool isFake = false;
        for (int index = 0; index < args.Length; index++)
        {
            string word = args[index];
            bool isFlag = word.Length > 1 && word[0] == '-';
            if (!isFlag)
            {
                operands.Add(word);
            }
            else if (word is "-o" or "-t" && index + 1 < args.Length)
            {
                index++;
                options.AddRange(word == "-o" ? ["-o", args[index]] : []);
            }
            else if (word.AsSpan(1).ContainsAnyExcept("sfnv"))
            {
                throw new UsageException($"invalid option {NameEscaper.Quote(word)}: mount(8) gives -o, -t, -s, -f, -n and -v to its helpers");
            }
            else
            {
                isFake |= word.Contains('f', StringComparison.Ordinal);
            }
        }

        return isFake ? [] : [.. options, "--", .. operands];
    }
}
