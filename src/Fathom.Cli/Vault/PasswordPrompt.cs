using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Fathom.Cli;

/// <summary>Asks for a password at the terminal, without showing it.</summary>
internal static class PasswordPrompt
{
    private const int MaxLength = 1024;

    /// <summary>Reads a password.</summary>
    /// <param name="vault">Raw bytes of the name of what it is for.</param>
    /// <returns>UTF-8; the caller clears it.</returns>
    /// <exception cref="UsageException">There is no terminal.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C.</exception>
    internal static byte[] Read(ReadOnlySpan<byte> vault)
    {
        if (!Interop.IsTerminal(0) || !Interop.IsTerminal(2))
        {
            throw new UsageException(
                $"there is no password for {NameEscaper.Quote(PathText.ToText(vault))}: give --password-file, --password-stdin or the variable {VaultPassword.Variable}");
        }

        ArrayBufferWriter<byte> prompt = new();
        prompt.Write("password of "u8);
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
        char[] typed = new char[MaxLength];
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
                    return Encoding.UTF8.GetBytes(typed, 0, length);
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
