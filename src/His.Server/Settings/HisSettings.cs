using His.Platform.Simulator;
using His.Server.Agents;
using His.Server.Platforms;

namespace His.Server.Settings;

/// <summary>All settings of the process, read once and validated.</summary>
internal sealed record HisSettings(
    HisOptions Core,
    ServerOptions Server,
    BusOptions Bus,
    ApiOptions Api,
    SimulatorOptions Simulator,
    IReadOnlyList<ChosenPlatform> Platforms,
    StorageOptions Storage,
    JournalOptions Journal,
    MetricsOptions Metrics,
    KestrelSettings Kestrel,
    ListenSettings Listening
)
{
    /// <summary>
    /// All sections except those of platforms, each with the type whose properties are its settings. Used by <c>--help</c> and by the
    /// detection of unknown settings.
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

    /// <summary>Reads and validates all settings.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is wrong; the message names it.</exception>
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
            ChosenPlatform.ReadAll(configuration),
            Section<StorageOptions>(configuration, "His:Storage", isWhole: true),
            Section<JournalOptions>(configuration, "His:Journal", isWhole: true),
            Section<MetricsOptions>(configuration, "His:Metrics", isWhole: true),
            Section<KestrelSettings>(configuration, KestrelSettings.Section, isWhole: true),
            ListenSettings.From(configuration)
        );
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

    /// <summary>Reads the settings of the process as a whole, including the agents in the settings.</summary>
    public static ServerOptions ServerSection(IConfiguration configuration) =>
        Section<ServerOptions>(configuration, "His") with
        {
            Agents =
            [
                .. configuration
                    .GetSection("His:Agents")
                    .GetChildren()
                    .Select(agent => Section<AgentOptions>(configuration, agent.Path, isWhole: true)),
            ],
        };

    /// <summary>Reads one section.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="name">The section's path.</param>
    /// <param name="isWhole">
    /// Whether the type covers the whole section. A wrong value inside a list is then an error; otherwise the binder silently skips the
    /// entry.
    /// </param>
    private static T Section<T>(IConfiguration configuration, string name, bool isWhole = false)
        where T : new() => (T)Section(configuration, name, typeof(T), isWhole);

    /// <inheritdoc cref="Section{T}"/>
    public static object Section(IConfiguration configuration, string name, Type type, bool isWhole)
    {
        try
        {
            return configuration.GetSection(name).Get(type, binder => binder.ErrorOnUnknownConfiguration = isWhole)
                ?? Activator.CreateInstance(type)!;
        }
        catch (InvalidOperationException unreadable)
        {
            // The inner exception names the setting and the value if the outer one only reports ErrorOnUnknownConfiguration.
            Exception said = unreadable;
            while (
                said.InnerException is { } inner
                && said.Message.Contains(nameof(BinderOptions.ErrorOnUnknownConfiguration), StringComparison.Ordinal)
            )
            {
                said = inner;
            }

            throw StartupError.Create(said.Message);
        }
    }
}
