using System.Text;
using His.Server.Agents;

namespace His.Server.Commands;

/// <summary>
/// Reads a new password: prompted twice at a terminal without echo, or one line of standard input. Never from the command line, which every
/// user of the machine can read.
/// </summary>
internal static class PasswordEntry
{
    /// <summary>Reads a valid password, and hashes it.</summary>
    /// <exception cref="CommandRefusedException">The password is missing or not valid.</exception>
    public static string ReadHash()
    {
        var password = Console.IsInputRedirected ? ReadLine() : Ask();
        return AgentValidator.ValidatePassword(password) is { } problem
            ? throw new CommandRefusedException(problem)
            : PasswordHashes.Of(password);
    }

    private static string ReadLine()
    {
        using var input = new StreamReader(
            Console.OpenStandardInput(),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
        );
        try
        {
            return input.ReadLine() ?? throw new CommandRefusedException("No password was given: standard input is empty.");
        }
        catch (DecoderFallbackException)
        {
            throw new CommandRefusedException("The password is not valid UTF-8.");
        }
    }

    private static string Ask()
    {
        using var terminal = new NoEchoTerminal();
        var password = AskOnce(terminal, "Password: ");
        return AgentValidator.ValidatePassword(password) is { } problem ? throw new CommandRefusedException(problem)
            : AskOnce(terminal, "Repeat the password: ") == password ? password
            : throw new CommandRefusedException("The passwords do not match.");
    }

    private static string AskOnce(NoEchoTerminal terminal, string question)
    {
        Console.Error.Write(question);
        var typed = terminal.ReadLine();
        Console.Error.WriteLine();
        return typed;
    }
}
