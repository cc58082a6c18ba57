using His.Platform;
using His.Server.Settings;

namespace His.Server.Platforms;

/// <summary>The platforms of this process, in the order of the settings. Made at the first use, disposed of with the process.</summary>
internal sealed class RunningPlatforms : IAsyncDisposable
{
    /// <summary>Makes the platforms.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// A platform could not be made, or two have a channel of the same id.
    /// </exception>
    public RunningPlatforms(HisSettings settings, PlatformServices services)
    {
        All = [.. settings.Platforms.Select(it => Register(it, it.Create(services)))];
        var authority = settings.Platforms.ToList().FindIndex(it => it.IsAuthority);
        Authority = All[Math.Max(authority, 0)].Platform;
        var channels = All.SelectMany(it => it.Platform.Channels, (it, channel) => (it.Name, channel.Id))
            .ToLookup(it => it.Id, StringComparer.Ordinal);
        if (channels.FirstOrDefault(it => it.Skip(1).Any()) is { } twice)
        {
            throw StartupError.Create(
                $"His:Platforms: {string.Join(" and ", twice.Select(it => it.Name))} both have a channel {twice.Key}; a channel is at one platform."
            );
        }
    }

    /// <summary>The platforms; at least one.</summary>
    public IReadOnlyList<PlatformRegistration> All { get; }

    /// <summary>The platform that authenticates the agents.</summary>
    public IPlatform Authority { get; }

    /// <summary>The platforms of a type, with their names.</summary>
    public IEnumerable<(string Name, T Platform)> Of<T>()
        where T : IPlatform => All.Where(it => it.Platform is T).Select(it => (it.Name, (T)it.Platform));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var one in All)
        {
            await one.Platform.DisposeAsync();
        }
    }

    private static PlatformRegistration Register(ChosenPlatform chosen, IPlatform platform) =>
        new(chosen.IsListed ? chosen.Name : platform.Name, platform)
        {
            IsRequired = chosen.IsRequired,
            LeaveBehind = chosen.LeaveBehind,
            MapAgent =
                chosen.AgentIds.Count == 0
                    ? agent => agent
                    : agent => chosen.AgentIds.TryGetValue(agent.Id, out var id) ? agent with { Id = id } : null,
            MapAgentId =
                chosen.AgentIds.Count == 0 ? id => id : id => chosen.AgentIds.FirstOrDefault(it => it.Value == id, new(null!, id)).Key,
        };
}
