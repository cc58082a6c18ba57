using His.Platform.Simulator;
using His.Server.Agents;
using His.Server.Platforms;

namespace His.Server.Settings;

/// <summary>Everything the process is told, read once and found to be right.</summary>
internal sealed record HisSettings(
    HisOptions Core,
    ServerOptions Server,
    BusOptions Bus,
    ApiOptions Api,
    SimulatorOptions Simulator,
    ChosenPlatform Platform,
    StorageOptions Storage,
    JournalOptions Journal,
    MetricsOptions Metrics,
    KestrelSettings Kestrel,
    ListenSettings Listening)
{
    /// <summary>
    /// The sections but those of platforms, each with the type whose properties are its settings. <c>--help</c> and the search for typos
    /// go by it.
    /// </summary>
    public static IReadOnlyList<(string Section, Type Type)> OwnSections { get; } =
    [
        ("His", typeof(ServerOptions)),
        ("His:Bus", typeof(BusOptions)),
        ("His:Api", typeof(ApiOptions)),
        ("His:Storage", typeof(StorageOptions)),
        ("His:Journal", typeof(JournalOptions)),
        ("His:Metrics", typeof(MetricsOptions)),
        ("His", typeof(HisOptions)),
    ];

    /// <summary>Reads the settings.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">One is wrong; the message says which.</exception>
    public static HisSettings Read(IConfiguration configuration)
    {
        if ((KnownSettings.Validate(configuration) ?? LoggingSettings.Validate(configuration)) is { } unknown)
        {
            throw StartupError.Create(unknown);
        }

        var settings = new HisSettings(
            Section<HisOptions>(configuration, "His"),
            ServerSection(configuration),
            Section<BusOptions>(configuration, "His:Bus", isWhole: true),
            Section<ApiOptions>(configuration, "His:Api", isWhole: true),
            Section<SimulatorOptions>(configuration, "His:Simulator", isWhole: true),
            ChosenPlatform.Read(configuration),
            Section<StorageOptions>(configuration, "His:Storage", isWhole: true),
            Section<JournalOptions>(configuration, "His:Journal", isWhole: true),
            Section<MetricsOptions>(configuration, "His:Metrics", isWhole: true),
            Section<KestrelSettings>(configuration, KestrelSettings.Section, isWhole: true),
            ListenSettings.From(configuration));
        return settings.FirstComplaint() is { } complaint ? throw StartupError.Create(complaint) : settings;
    }

    private string? FirstComplaint() =>
        Core.Validate()
        ?? Server.Validate()
        ?? Bus.Validate()
        ?? Api.Validate()
        ?? (Simulator.Problem is { } problem ? $"His:Simulator: {problem}" : null)
        ?? Storage.Validate()
        ?? Journal.Validate()
        ?? Metrics.Validate()
        ?? Listening.Validate(Server.AllowUnencrypted)
        ?? Kestrel.Validate(Listening);

    /// <summary>What the process as a whole is told, with the agents in the settings.</summary>
    public static ServerOptions ServerSection(IConfiguration configuration) => Section<ServerOptions>(configuration, "His") with
    {
        Agents = [.. configuration.GetSection("His:Agents").GetChildren().Select(agent => Section<AgentOptions>(configuration, agent.Path, isWhole: true))],
    };

    /// <summary>Reads one section.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="name">The section's path.</param>
    /// <param name="isWhole">
    /// Whether the type has all of the section. Then a wrong value inside a list is an error too; otherwise the binder leaves the entry out
    /// and says nothing.
    /// </param>
    private static T Section<T>(IConfiguration configuration, string name, bool isWhole = false)
        where T : new() => (T)Section(configuration, name, typeof(T), isWhole);

    /// <inheritdoc cref="Section{T}"/>
    public static object Section(IConfiguration configuration, string name, Type type, bool isWhole)
    {
        try
        {
            return configuration.GetSection(name).Get(type, binder => binder.ErrorOnUnknownConfiguration = isWhole) ?? Activator.CreateInstance(type)!;
        }
        catch (InvalidOperationException unreadable)
        {
            // The binder's words name the setting and the value, when it has said what it was told about errors.
            Exception said = unreadable;
            while (said.InnerException is { } inner && said.Message.Contains(nameof(BinderOptions.ErrorOnUnknownConfiguration), StringComparison.Ordinal))
            {
                said = inner;
            }

            throw StartupError.Create(said.Message);
        }
    }
}
