namespace His.Platform.Asterisk.Devices;

/// <summary>A text of callers and their networks as AMI sends it.</summary>
internal static class AmiText
{
    /// <summary>The text, sanitized for display; empty if the switch does not know it.</summary>
    public static string Of(string value) => value is "<unknown>" ? "" : ExternalText.Sanitize(value);
}
