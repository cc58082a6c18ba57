using His.Server.Settings;

namespace His.Server.Agents;

/// <summary>
/// The folder of what HIS keeps. By default it is the user's own, so that a newcomer needs no rights, or the one that whatever starts HIS
/// proposes: <c>./run</c> keeps each checkout's data in the checkout. A service is given one by <c>His:DataDirectory</c>, in a place where the
/// commands find it too.
/// </summary>
internal static class DataFolder
{
    /// <summary>An environment variable and no setting, so that every setting goes before it.</summary>
    private const string Proposed = "HIS_DEFAULT_DATA";

    /// <summary>The folder; it need not be there.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">There is no sensible one.</exception>
    public static string Of(ServerOptions options)
    {
        if (options.DataDirectory is not null)
        {
            return options.DataDirectory;
        }

        if (Environment.GetEnvironmentVariable(Proposed) is { Length: > 0 } proposed)
        {
            return Path.IsPathFullyQualified(proposed) ? proposed : throw StartupError.Create($"{Proposed} is '{proposed}'; it must be a whole path.");
        }

        // XDG_DATA_HOME, or .local/share in the home of the user.
        var ofUser = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return ofUser.Length > 0
            ? Path.Combine(ofUser, "his")
            : throw StartupError.Create("His:DataDirectory is missing, and this user has no home: say in which folder HIS shall keep its agents.");
    }
}
