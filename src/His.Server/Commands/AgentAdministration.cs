using His.Server.Agents;
using His.Server.Settings;

namespace His.Server.Commands;

/// <summary>Edits the directory for <c>his agents</c>. Validates before prompting for a password.</summary>
internal sealed class AgentAdministration(IConfiguration configuration)
{
    private readonly Lazy<(AgentsFile File, IReadOnlyList<AgentOptions> OfSettings)> _directory = new(() => Open(configuration));

    private AgentsFile File => _directory.Value.File;

    /// <summary>Adds an agent to <c>agents.json</c>.</summary>
    /// <exception cref="CommandRefusedException">The agent is invalid, or exists in the file or in the settings.</exception>
    /// <exception cref="AgentsFileException">The file cannot be read or written; nothing has changed.</exception>
    public async Task AddAsync(string id, Func<string, AgentRecord> make, Func<string> readHash)
    {
        MustNotBeInSettings(id, "");
        if (File.Read().Any(agent => agent.Id == id))
        {
            throw Known(id);
        }

        if (AgentValidator.Validate(make(PasswordHashes.Of("", iterations: 1))) is { } problem)
        {
            throw new CommandRefusedException($"{id} was not added: {problem}.");
        }

        var added = make(readHash());
        await File.ChangeAsync(agents => agents.Any(agent => agent.Id == id) ? throw Known(id) : agents.Append(added));
        await Console.Error.WriteLineAsync($"Added {id} to {File.Name}.");
    }

    /// <summary>Changes the password of an agent in <c>agents.json</c>.</summary>
    /// <exception cref="CommandRefusedException">The agent is not in the file.</exception>
    /// <exception cref="AgentsFileException">The file cannot be read or written; nothing has changed.</exception>
    public async Task ChangeAsync(string id, Func<string> readHash)
    {
        MustNotBeInSettings(id, " Create a hash with 'his agents hash' and set it there.");
        if (File.Read().All(agent => agent.Id != id))
        {
            throw Unknown(id);
        }

        var hash = readHash();
        await File.ChangeAsync(agents =>
            agents.All(agent => agent.Id != id)
                ? throw Unknown(id)
                : agents.Select(agent => agent.Id == id ? agent with { PasswordHash = hash } : agent)
        );
        await Console.Error.WriteLineAsync($"Password changed for {id}.");
    }

    /// <summary>Removes an agent from <c>agents.json</c>.</summary>
    /// <exception cref="CommandRefusedException">The agent is not in the file.</exception>
    /// <exception cref="AgentsFileException">The file cannot be read or written; nothing has changed.</exception>
    public async Task RemoveAsync(string id)
    {
        MustNotBeInSettings(id, " Remove the agent there.");
        await File.ChangeAsync(agents => agents.All(agent => agent.Id != id) ? throw Unknown(id) : agents.Where(agent => agent.Id != id));
        await Console.Error.WriteLineAsync($"Removed {id} from {File.Name}.");
    }

    /// <summary>All agents, and whether each comes from the settings.</summary>
    public IEnumerable<(AgentRecord Agent, bool IsOfSettings)> All() =>
        _directory
            .Value.OfSettings.Select(agent => (agent.ToRecord(), true))
            .Concat(File.Read().Select(agent => (agent, false)))
            .OrderBy(one => one.Item1.Id, StringComparer.Ordinal);

    private static (AgentsFile File, IReadOnlyList<AgentOptions> OfSettings) Open(IConfiguration configuration)
    {
        var options = HisSettings.ServerSection(configuration);
        return options.ValidateDirectory() is { } complaint
            ? throw new CommandRefusedException(complaint)
            : (new AgentsFile(DataFolder.Of(options)), options.Agents);
    }

    private void MustNotBeInSettings(string id, string advice)
    {
        if (_directory.Value.OfSettings.Any(agent => agent.Id == id))
        {
            throw new CommandRefusedException($"{id} is in the settings (His:Agents).{advice}");
        }
    }

    private CommandRefusedException Known(string id) => new($"{id} is already in {File.Name}.");

    private CommandRefusedException Unknown(string id) => new($"{id} is not in {File.Name}.");
}
