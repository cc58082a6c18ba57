using His.Platform.Asterisk;
using His.Platform.Simulator;

namespace His.Server.Settings;

/// <summary>Everything the process is told, read once and found to be right.</summary>
internal sealed record AllSettings(HisOptions Core, ServerOptions Server, BusOptions Bus, SimulatorOptions Simulator, AsteriskOptions Asterisk, Listening Listening)
{
    /// <summary>The sections, each with the type whose properties are its settings. <c>--help</c> and the search for typos go by it.</summary>
    public static IReadOnlyList<(string Section, Type Type)> Sections { get; } =
    [
        ("His", typeof(ServerOptions)),
        ("His:Bus", typeof(BusOptions)),
        ("His:Simulator", typeof(SimulatorOptions)),
        ("His:Asterisk", typeof(AsteriskOptions)),
        ("His", typeof(HisOptions)),
    ];

    /// <summary>Reads the settings.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">One is wrong; the message says which.</exception>
    public static AllSettings Read(IConfiguration configuration)
    {
        if (UnknownSettings.First(configuration.GetSection("His"), Sections) is { } unknown)
        {
            throw Complaint.That($"{unknown} is no setting of HIS. --help lists them all.");
        }

        var settings = new AllSettings(
            Section<HisOptions>(configuration, "His"),
            Section<ServerOptions>(configuration, "His"),
            Section<BusOptions>(configuration, "His:Bus"),
            Section<SimulatorOptions>(configuration, "His:Simulator"),
            Section<AsteriskOptions>(configuration, "His:Asterisk"),
            Listening.From(configuration));
        return settings.FirstComplaint() is { } complaint ? throw Complaint.That(complaint) : settings;
    }

    private string? FirstComplaint() =>
        Core.Complaint()
        ?? Server.Complaint()
        ?? Bus.Complaint()
        ?? (Simulator.Problem is { } problem ? $"His:Simulator: {problem}" : null)
        ?? Listening.Complaint(Server.AllowUnencrypted);

    private static T Section<T>(IConfiguration configuration, string name)
        where T : new()
    {
        try
        {
            return configuration.GetSection(name).Get<T>() ?? new T();
        }
        catch (InvalidOperationException unreadable)
        {
            // The binder's words name the setting and the value.
            throw Complaint.That(unreadable.Message);
        }
    }
}
