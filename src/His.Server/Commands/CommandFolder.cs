using His.Server.Agents;
using His.Server.Settings;

namespace His.Server.Commands;

/// <summary>The data folder that a command works with: the one that HIS with the same settings has.</summary>
internal static class CommandFolder
{
    /// <summary>Which it is.</summary>
    /// <exception cref="CommandRefusedException">The settings say none that makes sense.</exception>
    public static string Of(IConfiguration configuration)
    {
        var options = HisSettings.ServerSection(configuration);
        return options.ValidateDirectory() is { } complaint ? throw new CommandRefusedException(complaint) : DataFolder.Of(options);
    }
}
