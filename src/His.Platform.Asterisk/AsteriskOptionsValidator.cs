using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk;

/// <summary>Validates the settings before the first byte is sent. Every sentence names the setting it is about.</summary>
internal static class AsteriskOptionsValidator
{
    private const int MaxReasons = 500;
    private const string Placeholder = "{endpoint}";

    /// <summary>
    /// The problems, one sentence each; empty if the settings are valid. If there are several switches, each is validated.
    /// </summary>
    public static IEnumerable<string> Problems(AsteriskOptions options) =>
        options.Switches.Count == 0
            ? OfOneSwitch(options, AsteriskOptions.Section)
            : options.Switches.SelectMany(one => OfNamedSwitch(one.Key, one.Value, $"{AsteriskOptions.Section}:Switches"));

    /// <summary>Whether an endpoint is one word. More would be read as several devices, or as part of the dial plan.</summary>
    public static bool IsEndpoint(string? endpoint) => IsWord(endpoint, 32, "_-");

    private static IEnumerable<string> OfNamedSwitch(string name, AsteriskOptions options, string section)
    {
        if (!IsWord(name, 32, "._-"))
        {
            yield return $"{section}: the name of a switch must have 1 to 32 letters, digits, dots, dashes or underscores";
        }

        if (options.Switches.Count > 0)
        {
            yield return $"{section}:{name}:Switches must be empty, because a switch contains no switches";
        }

        foreach (var problem in OfOneSwitch(options, $"{section}:{name}"))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OfOneSwitch(AsteriskOptions options, string section) =>
        OfTheLink(options)
            .Concat(OfIntervals(options))
            .Concat(OfTls(options.Tls))
            .Concat(OfQueues(options))
            .Concat(OfReasons("LogoutReason", options.LogoutReason))
            .Concat(OfReasons("NotReadyReason", options.NotReadyReason))
            .Concat(AsteriskCallsValidator.Problems(options.Calls).Select(problem => $"Calls:{problem}"))
            .Select(problem => $"{section}:{problem}");

    private static IEnumerable<string> OfTheLink(AsteriskOptions options)
    {
        if (options.Username.Length == 0)
        {
            yield return "Username is missing; set it to the account of HIS in manager.conf";
        }

        if (options.Secret.Length == 0)
        {
            yield return "Secret is missing; set it to the secret of that account in manager.conf";
        }

        if (options.Secret is "mysecret")
        {
            yield return "Secret is that of the sample configuration, which is public; choose another";
        }

        if (!IsLine(options.Username))
        {
            yield return "Username must have at most 256 characters and no control characters";
        }

        if (!IsLine(options.Secret))
        {
            yield return "Secret must have at most 256 characters and no control characters";
        }

        if (options.Port is < 1 or > 65535)
        {
            yield return "Port must be between 1 and 65535";
        }

        if (!IsLoopback(options.Host) && !options.Tls.Enabled && !options.AllowUnencrypted)
        {
            yield return "Host is another machine, so AMI would be unencrypted; set Tls:Enabled, or AllowUnencrypted if you trust the network";
        }

        if (options.PingMisses is < 1 or > 100)
        {
            yield return "PingMisses must be between 1 and 100";
        }

        if (options.MaxWaitingEvents < 100)
        {
            yield return "MaxWaitingEvents must be 100 or more";
        }
    }

    private static IEnumerable<string> OfIntervals(AsteriskOptions options)
    {
        foreach (
            var (name, time) in new[]
            {
                ("ConnectTimeout", options.ConnectTimeout),
                ("PingInterval", options.PingInterval),
                ("PingTimeout", options.PingTimeout),
                ("EventLagLimit", options.EventLagLimit),
                ("ReconnectDelay", options.ReconnectDelay),
                ("MaxReconnectDelay", options.MaxReconnectDelay),
            }
        )
        {
            if (time <= TimeSpan.Zero || time > TimeSpan.FromMinutes(5))
            {
                yield return $"{name} must be more than 0 and at most 5 minutes";
            }
        }
    }

    private static IEnumerable<string> OfTls(AsteriskTlsOptions tls)
    {
        if (!tls.Enabled && (tls.CaFile ?? tls.ServerName ?? tls.CertificateSha256) is not null)
        {
            yield return "Tls:Enabled is false, but Tls:CaFile, Tls:ServerName or Tls:CertificateSha256 is set";
        }

        if (tls.ServerName is { } name && !IsWord(name, 253, ".-:_"))
        {
            yield return "Tls:ServerName must be a host name";
        }

        if (tls.CertificateSha256 is { } pin && !IsSha256(pin))
        {
            yield return "Tls:CertificateSha256 must be a SHA-256 hash: 64 hexadecimal digits, optionally separated by colons";
        }

        if (tls.CaFile is { } file && Unreadable(file) is { } why)
        {
            yield return $"Tls:CaFile cannot be used: {why}";
        }
    }

    private static string? Unreadable(string caFile)
    {
        try
        {
            AmiTls.ReadCaFile(caFile);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return error.Message;
        }
    }

    private static IEnumerable<string> OfQueues(AsteriskOptions options)
    {
        if (options.Queues.Count == 0)
        {
            yield return "Queues must name at least one queue";
        }

        if (options.Queues.Distinct(StringComparer.OrdinalIgnoreCase).Count() != options.Queues.Count)
        {
            yield return "Queues contains a duplicate";
        }

        for (var i = 0; i < options.Queues.Count; i++)
        {
            if (!IsWord(options.Queues[i], 79, "._-"))
            {
                yield return Inv($"Queues:{i} must have 1 to 79 letters, digits, dots, dashes or underscores");
            }
        }

        if (!IsTemplate(options.InterfaceTemplate))
        {
            yield return $"InterfaceTemplate must contain {Placeholder} exactly once, such as PJSIP/{Placeholder}";
        }

        if (options.StateInterfaceTemplate is { } state && !IsTemplate(state))
        {
            yield return $"StateInterfaceTemplate must contain {Placeholder} exactly once";
        }
    }

    private static IEnumerable<string> OfReasons(string name, AsteriskReasonOptions reasons)
    {
        if (reasons.Reasons.Count > MaxReasons)
        {
            yield return Inv($"{name}:Reasons must have at most {MaxReasons} entries");
        }

        if (reasons.Requirement == ReasonRequirement.Required && reasons.Reasons.Count == 0 && !reasons.FreeText)
        {
            yield return $"{name} requires a reason but offers none; add Reasons or set FreeText";
        }

        var codes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(reasons.Reasons.Count, MaxReasons); i++)
        {
            var (code, label) = reasons.Reasons[i];
            if (!IsWord(code, 32, "._-"))
            {
                yield return Inv($"{name}:Reasons:{i}:Code must have 1 to 32 letters, digits, dots, dashes or underscores");
            }
            else if (!codes.Add(code!))
            {
                yield return Inv($"{name}:Reasons:{i}:Code is a duplicate");
            }

            if (string.IsNullOrWhiteSpace(label) || !IsLine(label))
            {
                yield return Inv($"{name}:Reasons:{i}:Label must have 1 to 256 characters and no control characters");
            }
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsSha256(string pin) =>
        pin.Replace(":", "", StringComparison.Ordinal) is { Length: 64 } digits && digits.All(char.IsAsciiHexDigit);

    private static bool IsTemplate(string template) =>
        template.Split(Placeholder) is [var before, var after] && IsWord(before + after, 128, "/:@._-");

    private static bool IsLine(string text) => text.Length <= 256 && !text.Any(char.IsControl);

    private static string Inv(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static bool IsWord(string? text, int longest, string marks) =>
        text is { Length: > 0 }
        && text.Length <= longest
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || marks.Contains(letter, StringComparison.Ordinal));
}
