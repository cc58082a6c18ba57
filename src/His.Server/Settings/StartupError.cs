using System.Net.Sockets;
using His.Server.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace His.Server.Settings;

/// <summary>What stops HIS from starting and is not HIS's own fault, in a sentence.</summary>
internal static class StartupError
{
    /// <summary>A setting is wrong; the sentence names it and says what would be right.</summary>
    public static OptionsValidationException Create(string sentence) => new("His", typeof(HisSettings), [sentence]);

    /// <summary>The sentence, or <see langword="null"/> for a defect, which deserves its stack.</summary>
    public static string? TryDescribe(Exception wrong) => wrong switch
    {
        OptionsValidationException or StoreException => $"HIS does not start: {wrong.Message}",
        InvalidDataException { InnerException: { } unreadable } => $"HIS does not start: {wrong.Message} {unreadable.InnerException?.Message ?? unreadable.Message}", // a file of settings
        IOException { InnerException: AddressInUseException } or SocketException => $"HIS does not start: {wrong.Message} (setting: urls)",
        _ when IsOfTheWebServer(wrong) => $"HIS does not start: {wrong.Message.ReplaceLineEndings(" ")} (settings: urls, Kestrel)",
        _ => null,
    };

    /// <summary>It throws what there is: while it begins to listen, nothing but its settings can be the reason.</summary>
    private static bool IsOfTheWebServer(Exception wrong) =>
        wrong.StackTrace?.Contains("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.AddressBinder", StringComparison.Ordinal) is true
        || wrong.StackTrace?.Contains("Microsoft.AspNetCore.Server.Kestrel.KestrelConfigurationLoader", StringComparison.Ordinal) is true;
}
