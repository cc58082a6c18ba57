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
            yield return $"{section} has a switch whose name is no word: letters, digits, dot, dash and underscore, at most 32";
        }

        if (options.Switches.Count > 0)
        {
            yield return $"{section}:{name}:Switches is one too many: a switch has no switches of its own";
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
            yield return "Username is missing: the account of HIS in manager.conf";
        }

        if (options.Secret.Length == 0)
        {
            yield return "Secret is missing: the secret of that account";
        }

        if (options.Secret is "mysecret")
        {
            yield return "Secret is the one of the sample configuration, which everybody knows";
        }

        if (!IsLine(options.Username))
        {
            yield return "Username has a control character or is longer than 256";
        }

        if (!IsLine(options.Secret))
        {
            yield return "Secret has a control character or is longer than 256";
        }

        if (options.Port is < 1 or > 65535)
        {
            yield return "Port is no port";
        }

        if (!IsLoopback(options.Host) && !options.Tls.Enabled && !options.AllowUnencrypted)
        {
            yield return "Host is another machine, and AMI would travel unencrypted; set Tls:Enabled, or AllowUnencrypted if the network between is yours alone";
        }

        if (options.PingMisses is < 1 or > 100)
        {
            yield return "PingMisses is not between 1 and 100";
        }

        if (options.MaxWaitingEvents < 100)
        {
            yield return "MaxWaitingEvents is below 100, fewer than one call may bring";
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
                yield return $"{name} is not between zero and five minutes";
            }
        }
    }

    private static IEnumerable<string> OfTls(AsteriskTlsOptions tls)
    {
        if (!tls.Enabled && (tls.CaFile ?? tls.ServerName ?? tls.CertificateSha256) is not null)
        {
            yield return "Tls:Enabled is false, and yet Tls says whom to trust";
        }

        if (tls.ServerName is { } name && !IsWord(name, 253, ".-:_"))
        {
            yield return "Tls:ServerName is no name of a machine";
        }

        if (tls.CertificateSha256 is { } pin && !IsSha256(pin))
        {
            yield return "Tls:CertificateSha256 is no SHA-256: 64 hexadecimal digits, colons between are fine";
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
            yield return "Queues is empty: an agent would work in none";
        }

        if (options.Queues.Distinct(StringComparer.OrdinalIgnoreCase).Count() != options.Queues.Count)
        {
            yield return "Queues names one queue twice";
        }

        for (var i = 0; i < options.Queues.Count; i++)
        {
            if (!IsWord(options.Queues[i], 79, "._-"))
            {
                yield return Inv($"Queues:{i} is no queue name: letters, digits, dot, dash and underscore, at most 79");
            }
        }

        if (!IsTemplate(options.InterfaceTemplate))
        {
            yield return $"InterfaceTemplate must hold {Placeholder} once, such as PJSIP/{Placeholder}";
        }

        if (options.StateInterfaceTemplate is { } state && !IsTemplate(state))
        {
            yield return $"StateInterfaceTemplate must hold {Placeholder} once";
        }
    }

    private static IEnumerable<string> OfReasons(string name, AsteriskReasonOptions reasons)
    {
        if (reasons.Reasons.Count > MaxReasons)
        {
            yield return Inv($"{name}:Reasons has more than {MaxReasons} entries");
        }

        if (reasons.Requirement == ReasonRequirement.Required && reasons.Reasons.Count == 0 && !reasons.FreeText)
        {
            yield return $"{name} demands a reason and offers none";
        }

        var codes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(reasons.Reasons.Count, MaxReasons); i++)
        {
            var (code, label) = reasons.Reasons[i];
            if (!IsWord(code, 32, "._-"))
            {
                yield return Inv($"{name}:Reasons:{i}:Code is no code: letters, digits, dot, dash and underscore, at most 32");
            }
            else if (!codes.Add(code!))
            {
                yield return Inv($"{name}:Reasons:{i}:Code is that of another reason");
            }

            if (string.IsNullOrWhiteSpace(label) || !IsLine(label))
            {
                yield return Inv($"{name}:Reasons:{i}:Label is blank or has a control character");
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
