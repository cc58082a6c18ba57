using His.Server.Agents;
using His.Server.Settings;

namespace His.Server.Commands;

/// <summary>The data folder of a command: the same as that of a HIS with the same settings.</summary>
internal static class CommandFolder
{
    /// <summary>Returns the data folder.</summary>
    /// <exception cref="CommandRefusedException">The data folder or the agents in the settings are invalid.</exception>
    public static string Of(IConfiguration configuration)
    {
        var options = HisSettings.ServerSection(configuration);
        return options.ValidateDirectory() is { } complaint ? throw new CommandRefusedException(complaint) : DataFolder.Of(options);
    }
}
