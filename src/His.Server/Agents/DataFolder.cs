using His.Server.Settings;

namespace His.Server.Agents;

/// <summary>
/// The data folder. By default it is the user's own, so that a first start needs no rights, or the one proposed by the program that starts
/// HIS: <c>./run</c> keeps each checkout's data in the checkout. A service sets <c>His:DataDirectory</c> to a folder in which the commands
/// find the data too.
/// </summary>
internal static class DataFolder
{
    /// <summary>An environment variable rather than a setting, so that every setting takes precedence.</summary>
    private const string Proposed = "HIS_DEFAULT_DATA";

    /// <summary>Returns the folder; it may not exist yet.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// The proposed folder is not a full path, or the user has no home.
    /// </exception>
    public static string Of(ServerOptions options)
    {
        if (options.DataDirectory is not null)
        {
            return options.DataDirectory;
        }

        if (Environment.GetEnvironmentVariable(Proposed) is { Length: > 0 } proposed)
        {
            return Path.IsPathFullyQualified(proposed)
                ? proposed
                : throw StartupError.Create($"{Proposed} is '{proposed}'; it must be an absolute path.");
        }

        // XDG_DATA_HOME, or .local/share in the home of the user.
        var ofUser = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return ofUser.Length > 0
            ? Path.Combine(ofUser, "his")
            : throw StartupError.Create(
                "His:DataDirectory is missing, and this user has no home directory. Set it to the folder in which HIS stores its data."
            );
    }
}
