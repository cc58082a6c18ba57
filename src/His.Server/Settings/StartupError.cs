using System.Net.Sockets;
using His.Server.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace His.Server.Settings;

/// <summary>Describes errors that stop HIS from starting and are not defects of HIS: settings, files, ports.</summary>
internal static class StartupError
{
    /// <summary>Creates the exception for a wrong setting. The sentence names the setting and the remedy.</summary>
    public static OptionsValidationException Create(string sentence) => new("His", typeof(HisSettings), [sentence]);

    /// <summary>
    /// Describes an exception as a sentence for the operator; <see langword="null"/> for a defect, which is reported with its stack trace.
    /// </summary>
    public static string? TryDescribe(Exception wrong) =>
        wrong switch
        {
            OptionsValidationException or StoreException => $"HIS does not start: {wrong.Message}",
            InvalidDataException { InnerException: { } unreadable } =>
                $"HIS does not start: {wrong.Message} {unreadable.InnerException?.Message ?? unreadable.Message}", // a file of settings
            IOException { InnerException: AddressInUseException } or SocketException =>
                $"HIS does not start: {wrong.Message} (setting: urls)",
            _ when IsOfTheWebServer(wrong) => $"HIS does not start: {wrong.Message.ReplaceLineEndings(" ")} (settings: urls, Kestrel)",
            _ => null,
        };

    /// <summary>
    /// Whether the web server threw it. It uses many exception types; while it binds its addresses, only its settings can be the cause.
    /// </summary>
    private static bool IsOfTheWebServer(Exception wrong) =>
        wrong.StackTrace?.Contains("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.AddressBinder", StringComparison.Ordinal) is true
        || wrong.StackTrace?.Contains("Microsoft.AspNetCore.Server.Kestrel.KestrelConfigurationLoader", StringComparison.Ordinal) is true;
}
