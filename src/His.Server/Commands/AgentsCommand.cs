using System.CommandLine;
using His.Platform;
using His.Server.Agents;
using His.Server.Settings;

namespace His.Server.Commands;

/// <summary>
/// <c>his agents</c>: edits and lists the directory. It changes <c>agents.json</c> only; agents in the settings are changed there. HIS may
/// be running; it applies a change at the next login.
/// </summary>
internal static class AgentsCommand
{
    public const string Name = "agents";
    public const string Summary = "Adds, changes, removes and lists the agents of HIS's own directory.";

    public static Command Make(IConfiguration configuration)
    {
        var directory = new AgentAdministration(configuration);
        var id = new Argument<string>("id") { Description = "The id with which the agent logs in." };
        return new Command(Name, Summary)
        {
            Add(directory, id),
            Verb(
                "passwd",
                "Changes an agent's password. It applies from the next login on.",
                [id],
                async call => await directory.ChangeAsync(call.GetValue(id)!, PasswordEntry.ReadHash)
            ),
            Verb(
                "remove",
                "Removes an agent, who can no longer log in. A running session continues.",
                [id],
                async call => await directory.RemoveAsync(call.GetValue(id)!)
            ),
            List(directory),
            Verb(
                "hash",
                "Creates the hash of a password, for PasswordHash in the settings.",
                [],
                call =>
                {
                    Console.Out.WriteLine(PasswordEntry.ReadHash());
                    return Task.CompletedTask;
                }
            ),
        };
    }

    private static Command Add(AgentAdministration directory, Argument<string> id)
    {
        var name = new Option<string?>("--name") { Description = "The name that is displayed. Default: the id.", HelpName = "name" };
        var endpoint = new Option<string?>("--endpoint")
        {
            Description = "The agent's usual telephone. Default: entered at login.",
            HelpName = "endpoint",
        };
        var atSwitch = new Option<string?>("--switch")
        {
            Description = "The agent's switch, if there are several. Default: the first.",
            HelpName = "name",
        };
        var queues = new Option<string[]>("--queues")
        {
            Description = "The agent's queues, separated by spaces or commas. Default: all in the settings.",
            HelpName = "queue",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var dial = Dial();
        var add = Verb(
            "add",
            "Adds an agent. The password is prompted for, or read from standard input.",
            [id],
            async call =>
                await directory.AddAsync(
                    call.GetValue(id)!,
                    hash => new AgentRecord(call.GetValue(id)!, call.GetValue(name) ?? call.GetValue(id)!, hash)
                    {
                        Endpoint = call.GetValue(endpoint),
                        Switch = call.GetValue(atSwitch),
                        Queues =
                        [
                            .. call.GetValue(queues)!
                                .SelectMany(some =>
                                    some.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                                ),
                        ],
                        Dial = call.GetValue(dial),
                    },
                    PasswordEntry.ReadHash
                )
        );
        foreach (var option in new Option[] { name, endpoint, atSwitch, queues, dial })
        {
            add.Add(option);
        }

        return add;
    }

    /// <summary>
    /// The <c>--dial</c> option: values as <c>list</c> prints them, separated by commas or blanks, in any case; the option may be repeated.
    /// </summary>
    private static Option<DialClasses> Dial() =>
        new("--dial")
        {
            Description =
                $"Which numbers the agent may dial: {string.Join(", ", Enum.GetNames<DialClasses>())}, separated by spaces or commas. Default: {DialClasses.National}.",
            HelpName = "kind",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => DialClasses.National,
            CustomParser = given =>
            {
                var all = DialClasses.None;
                foreach (var name in given.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)))
                {
                    if (!Enum.GetNames<DialClasses>().Contains(name, StringComparer.OrdinalIgnoreCase))
                    {
                        given.AddError($"--dial has '{name}'; it must be one of {string.Join(", ", Enum.GetNames<DialClasses>())}.");
                        return all;
                    }

                    all |= Enum.Parse<DialClasses>(name, ignoreCase: true);
                }

                return all;
            },
        };

    private static Command List(AgentAdministration directory)
    {
        var json = new Option<bool>("--json") { Description = "Prints one JSON array, for programs." };
        var list = Verb(
            "list",
            "Lists all agents, without their password hashes.",
            [],
            call =>
            {
                Console.Out.WriteLine(call.GetValue(json) ? AgentsList.Json(directory.All()) : AgentsList.Table(directory.All()));
                return Task.CompletedTask;
            }
        );
        list.Add(json);
        return list;
    }

    private static Command Verb(string name, string summary, Argument[] arguments, Func<ParseResult, Task> run)
    {
        var verb = new Command(name, summary);
        foreach (var argument in arguments)
        {
            verb.Add(argument);
        }

        verb.SetAction((call, _) => run(call));
        return verb;
    }
}
