using System.Collections.Frozen;
using His.Platform;
using His.Server.Settings;

namespace His.Server.Agents;

/// <summary>
/// All agents in <c>agents.json</c> and in the settings. A changed file is read again at the next login. A broken file stops the start of
/// HIS; while HIS runs, it is logged and the last good content stays in use.
/// </summary>
internal sealed partial class AgentDirectory : IAgentDirectory, IDisposable
{
    private readonly AgentsFile _file;
    private readonly IReadOnlyList<AgentRecord> _ofSettings;
    private readonly ILogger<AgentDirectory> _log;
    private readonly PasswordVerifier _checks;
    private readonly Lock _reading = new();
    private volatile DirectorySnapshot _everybody;
    private string? _told;

    /// <summary>Creates the directory and reads the file.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The file is broken; the message has the line.</exception>
    public AgentDirectory(AgentsFile file, IReadOnlyList<AgentRecord> ofSettings, TimeProvider time, ILogger<AgentDirectory> log)
    {
        (_file, _ofSettings, _log) = (file, ofSettings, log);
        _checks = new PasswordVerifier(time);
        try
        {
            _everybody = Read();
        }
        catch (AgentsFileException broken)
        {
            throw StartupError.Create(broken.Message + ".");
        }

        if (_everybody.Agents.Count == 0)
        {
            LogNobody(log, file.Name);
        }
        else
        {
            LogEverybody(log, _everybody.Agents.Count, file.Name);
        }
    }

    public DirectoryAgent? Find(string agentId) => Now().Agents.GetValueOrDefault(agentId)?.ToAgent();

    public IReadOnlyList<DirectoryAgent> All => [.. Now().Agents.Values.Select(agent => agent.ToAgent())];

    public async ValueTask<DirectoryAgent?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken)
    {
        var now = Now();
        var agent = now.Agents.GetValueOrDefault(credentials.AgentId);
        return await _checks.IsRightAsync(agent, credentials.Password, now.Work, credentials.RemoteAddress ?? "", cancellationToken)
            ? agent?.ToAgent()
            : null;
    }

    /// <summary>Number of passwords hashed so far.</summary>
    public int Hashed => _checks.Hashed;

    public void Dispose() => _checks.Dispose();

    private DirectorySnapshot Now()
    {
        if (_file.Stamp() != _everybody.Stamp)
        {
            lock (_reading)
            {
                ReadAgain();
            }
        }

        return _everybody;
    }

    private void ReadAgain()
    {
        var stamp = _file.Stamp();
        if (stamp == _everybody.Stamp)
        {
            return; // another login has read it in the meantime
        }

        try
        {
            // A file that has disappeared is a mistake too: to let no agent log in, an operator removes the agents.
            _everybody = stamp is null ? throw new AgentsFileException($"{_file.Name} was deleted") : Read();
            _checks.DirectoryChanged(_everybody.Agents);
            _told = null;
            LogEverybody(_log, _everybody.Agents.Count, _file.Name);
        }
        catch (AgentsFileException broken)
        {
            if (broken.InnerException is not (IOException or UnauthorizedAccessException))
            {
                _everybody = _everybody with { Stamp = stamp }; // not read again before it changes
            }

            if (!string.Equals(_told, broken.Message, StringComparison.Ordinal))
            {
                LogBroken(_log, _told = broken.Message);
            }
        }
    }

    private DirectorySnapshot Read()
    {
        var stamp = _file.Stamp(); // before reading: a change in the meantime is then read next time
        var ofFile = _file.Read();
        var agents = _ofSettings.ToDictionary(agent => agent.Id, StringComparer.Ordinal);
        foreach (var agent in ofFile)
        {
            if (!agents.TryAdd(agent.Id, agent))
            {
                throw new AgentsFileException(
                    $"{_file.Name} has an agent who is also in His:Agents:{_ofSettings.TakeWhile(other => other.Id != agent.Id).Count()}"
                );
            }
        }

        var work = agents
            .Values.Select(agent => PasswordHashes.IterationsOf(agent.PasswordHash))
            .DefaultIfEmpty(PasswordHashes.Iterations)
            .Max();
        return new DirectorySnapshot(agents.ToFrozenDictionary(StringComparer.Ordinal), work, stamp);
    }

    [LoggerMessage(4010, LogLevel.Information, "The directory has {Count} agents; its file is {File}")]
    private static partial void LogEverybody(ILogger log, int count, string file);

    [LoggerMessage(4011, LogLevel.Warning, "Nobody can log in: no agent is in the settings or in {File}. Add one with 'his agents add'")]
    private static partial void LogNobody(ILogger log, string file);

    [LoggerMessage(4012, LogLevel.Error, "The directory has changed and cannot be used; the previous one is kept: {Why}")]
    private static partial void LogBroken(ILogger log, string why);

    /// <summary>Snapshot of the directory.</summary>
    /// <param name="Agents">The agents by id.</param>
    /// <param name="Work">Iterations of the costliest hash; every password check takes as many.</param>
    /// <param name="Stamp">Stamp of the file that was read.</param>
    private sealed record DirectorySnapshot(FrozenDictionary<string, AgentRecord> Agents, int Work, (DateTime Changed, long Length)? Stamp);
}
