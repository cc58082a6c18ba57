namespace His.Platform.Asterisk.Devices;

/// <summary>A text of callers and their networks as AMI tells it.</summary>
internal static class AmiText
{
    /// <summary>The text, fit to be shown; empty where the switch knows nothing.</summary>
    public static string Of(string value) => value is "<unknown>" ? "" : ExternalText.Sanitize(value);
}
