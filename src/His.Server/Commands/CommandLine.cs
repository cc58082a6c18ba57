using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using His.Server.Agents;
using His.Server.Settings;
using His.Server.Storage;
using Microsoft.Extensions.Options;

namespace His.Server.Commands;

/// <summary>
/// The commands of the program besides starting the server, such as <c>his agents ...</c>. A command is a row in <see cref="All"/> and a
/// file in this folder. Settings (<c>--His:DataDirectory=...</c>) may stand anywhere among its words and apply as at a start.
/// </summary>
internal static class CommandLine
{
    private const int Done = 0;
    private const int Refused = 1;

    /// <summary>The exit code if the command line is invalid; nothing was done.</summary>
    public const int Misused = 2;

    /// <summary>Every command: its name, its summary, and how to create it from the settings.</summary>
    public static IReadOnlyList<(string Name, string Summary, Func<IConfiguration, Command> Make)> All { get; } =
    [
        (AgentsCommand.Name, AgentsCommand.Summary, AgentsCommand.Make),
        (JournalCommand.Name, JournalCommand.Summary, JournalCommand.Make),
        (BackupCommand.Name, BackupCommand.Summary, BackupCommand.Make),
        (RestoreCommand.Name, RestoreCommand.Summary, RestoreCommand.Make),
        (SimulatorCommand.Name, SimulatorCommand.Summary, SimulatorCommand.Make),
    ];

    /// <summary>Whether the command line names a command in <see cref="All"/>, as opposed to a start with invalid options.</summary>
    public static bool IsCommand(CommandLineArguments line) => line.Words is [{ } first, ..] && All.Any(it => it.Name == first);

    /// <summary>Runs a command.</summary>
    /// <returns>0 if it is done, 1 if it was refused, 2 if the command line is invalid.</returns>
    public static async Task<int> RunAsync(CommandLineArguments line)
    {
        try
        {
            var configuration = Settings(line.Settings);
            var his = new Command("his", "The server between a contact center's switch and its agents.") { new HelpOption() };
            foreach (var command in All)
            {
                his.Add(command.Make(configuration));
            }

            var call = his.Parse(line.Words, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (call.Action is ParseErrorAction)
            {
                await Console.Error.WriteLineAsync(
                    $"{string.Join('\n', call.Errors.Select(error => error.Message))}\nRun '{Path(call.CommandResult)} --help' for details."
                );
                return Misused;
            }

            await call.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
            return Done;
        }
        catch (Exception refusal)
            when (refusal is CommandRefusedException or StoreException or AgentsFileException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return Refused;
        }
        catch (InvalidDataException unreadable)
        {
            await Console.Error.WriteLineAsync(
                $"{unreadable.Message} {unreadable.InnerException?.InnerException?.Message ?? unreadable.InnerException?.Message}"
            );
            return Refused;
        }
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult above ? $"{Path(above)} {command.Command.Name}" : command.Command.Name;

    /// <summary>Reads the settings from the same sources as at a start.</summary>
    public static IConfiguration Settings(IReadOnlyList<string> settings)
    {
        var environment =
            Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
            ?? "Production";
        return new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{environment}.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine([.. settings])
            .Build();
    }
}

/// <summary>The command was refused for an expected reason; the message is for the user.</summary>
internal sealed class CommandRefusedException(string sentence) : Exception(sentence);
