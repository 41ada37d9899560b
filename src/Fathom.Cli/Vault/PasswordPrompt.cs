using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Fathom.Cli;

/// <summary>Asks for a password at the terminal, without showing it.</summary>
internal static class PasswordPrompt
{
    private const int MaxLength = 1024;

    /// <summary>Reads a password, a new one twice.</summary>
    /// <param name="vault">Raw bytes of the name of what it is for.</param>
    /// <returns>UTF-8; the caller clears it.</returns>
    /// <exception cref="UsageException">There is no terminal, or a new password is empty or was typed differently the second time.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C.</exception>
    internal static byte[] Read(PasswordKind kind, ReadOnlySpan<byte> vault)
    {
        if (!Interop.IsTerminal(0) || !Interop.IsTerminal(2))
        {
            throw new UsageException(
                $"there is no {(kind.IsNew ? "new " : "")}password for {NameEscaper.Quote(PathText.ToText(vault))}: give {kind.Option}-file, "
                + $"{kind.Option}-stdin, {kind.Option}-fd or the variable {kind.Variable}");
        }

        byte[] typed = Ask(kind.Question, vault);
        if (!kind.IsNew)
        {
            return typed;
        }

        byte[] again = typed.Length == 0 ? [] : Ask("once more, ", vault);
        bool isSame = typed.Length > 0 && CryptographicOperations.FixedTimeEquals(typed, again);
        CryptographicOperations.ZeroMemory(again);
        if (isSame)
        {
            return typed;
        }

        string problem = typed.Length == 0 ? "a password cannot be empty" : "the second password is not the first one: nothing was changed, try again";
        CryptographicOperations.ZeroMemory(typed);
        throw new UsageException(problem);
    }

    private static byte[] Ask(string question, ReadOnlySpan<byte> vault)
    {
        ArrayBufferWriter<byte> prompt = new();
        Encoding.UTF8.GetBytes(question, prompt);
        NameEscaper.WriteQuoted(prompt, vault);
        prompt.Write(": "u8);
        StandardError.Shared.BeginQuestion(prompt.WrittenSpan);
        Console.TreatControlCAsInput = true;
        try
        {
            return ReadKeys();
        }
        finally
        {
            Console.TreatControlCAsInput = false;
            StandardError.Shared.EndQuestion();
        }
    }

    private static byte[] ReadKeys()
    {
        char[] typed = GC.AllocateArray<char>(MaxLength, pinned: true);
        int length = 0;
        try
        {
            while (true)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                bool isControl = (key.Modifiers & ConsoleModifiers.Control) != 0;
                if (isControl && key.Key is (ConsoleKey.C or ConsoleKey.D))
                {
                    throw new OperationCanceledException();
                }

                if (key.Key == ConsoleKey.Enter)
                {
                    byte[] password = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(typed, 0, length), pinned: true);
                    Encoding.UTF8.GetBytes(typed, 0, length, password, 0);
                    return password;
                }

                if (key.Key == ConsoleKey.Backspace)
                {
                    length -= Math.Sign(length);
                }
                else if (key.KeyChar >= ' ' && length < MaxLength)
                {
                    typed[length++] = key.KeyChar;
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(typed.AsSpan()));
        }
    }
}
