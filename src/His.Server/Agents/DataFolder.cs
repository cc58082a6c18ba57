using His.Server.Settings;

namespace His.Server.Agents;

/// <summary>
/// The folder of what HIS keeps. By default it is the user's own, so that a newcomer needs no rights; a service is given one by
/// <c>His:Data</c>, in a place where the commands find it too.
/// </summary>
internal static class DataFolder
{
    /// <summary>The folder; it need not be there.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">There is no sensible one.</exception>
    public static string Of(ServerOptions options)
    {
        if (options.Data is not null)
        {
            return options.Data;
        }

        // XDG_DATA_HOME, or .local/share in the home of the user.
        var ofUser = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return ofUser.Length > 0
            ? Path.Combine(ofUser, "his")
            : throw Complaint.That("His:Data is missing, and this user has no home: say in which folder HIS shall keep its agents.");
    }
}
