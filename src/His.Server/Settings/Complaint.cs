using System.Net.Sockets;
using His.Server.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace His.Server.Settings;

/// <summary>What stops HIS from starting and is not HIS's own fault, in a sentence.</summary>
internal static class Complaint
{
    /// <summary>A setting is wrong; the sentence names it and says what would be right.</summary>
    public static OptionsValidationException That(string sentence) => new("His", typeof(AllSettings), [sentence]);

    /// <summary>The sentence, or <see langword="null"/> for a defect, which deserves its stack.</summary>
    public static string? About(Exception wrong) => wrong switch
    {
        OptionsValidationException or StoreException => $"HIS does not start: {wrong.Message}",
        IOException { InnerException: AddressInUseException } or SocketException => $"HIS does not start: {wrong.Message} (setting: urls)",
        _ => null,
    };
}
