using System.Globalization;
using System.Net;

namespace His.Platform.Asterisk;

/// <summary>Looks at the settings before the first byte is sent. Every sentence names the setting it is about.</summary>
internal static class AsteriskOptionsCheck
{
    private const int MaxReasons = 500;
    private const string Placeholder = "{endpoint}";

    /// <summary>What is wrong, one sentence each; nothing when all is well.</summary>
    public static IEnumerable<string> Problems(AsteriskOptions options) =>
        OfTheLink(options)
            .Concat(OfQueues(options))
            .Concat(OfAgents(options))
            .Concat(OfReasons("LogoutReason", options.LogoutReason))
            .Concat(OfReasons("NotReadyReason", options.NotReadyReason))
            .Select(problem => $"{AsteriskOptions.Section}:{problem}");

    /// <summary>Whether an endpoint is one word. More would be read as several devices, or as a part of the dial plan.</summary>
    public static bool IsEndpoint(string? endpoint) => IsWord(endpoint, 32, "_-");

    private static IEnumerable<string> OfTheLink(AsteriskOptions options)
    {
        if (options.Username.Length == 0) yield return "Username is missing: the account of HIS in manager.conf";
        if (options.Secret.Length == 0) yield return "Secret is missing: the secret of that account";
        if (options.Secret is "mysecret") yield return "Secret is the one of the sample configuration, which everybody knows";
        if (!IsLine(options.Username)) yield return "Username has a control character or is longer than 256";
        if (!IsLine(options.Secret)) yield return "Secret has a control character or is longer than 256";
        if (options.Port is < 1 or > 65535) yield return "Port is no port";
        if (!IsLoopback(options.Host) && !options.AllowUnencrypted)
            yield return "Host is another machine, and AMI would travel unencrypted; set AllowUnencrypted if the network between is yours alone";
        if (options.MaxWaitingEvents < 100) yield return "MaxWaitingEvents is below 100, fewer than one call may bring";
        foreach (var (name, time) in new[]
                 {
                     ("ConnectTimeout", options.ConnectTimeout), ("PingInterval", options.PingInterval), ("PingTimeout", options.PingTimeout),
                     ("ReconnectDelay", options.ReconnectDelay), ("MaxReconnectDelay", options.MaxReconnectDelay),
                 })
        {
            if (time <= TimeSpan.Zero || time > TimeSpan.FromMinutes(5)) yield return $"{name} is not between zero and five minutes";
        }
    }

    private static IEnumerable<string> OfQueues(AsteriskOptions options)
    {
        if (options.Queues.Count == 0) yield return "Queues is empty: an agent would work in none";
        if (options.Queues.Distinct(StringComparer.OrdinalIgnoreCase).Count() != options.Queues.Count) yield return "Queues names one queue twice";
        for (var i = 0; i < options.Queues.Count; i++)
        {
            if (!IsWord(options.Queues[i], 79, "._-")) yield return Inv($"Queues:{i} is no queue name: letters, digits, dot, dash and underscore, at most 79");
        }

        if (!IsTemplate(options.InterfaceTemplate)) yield return $"InterfaceTemplate must hold {Placeholder} once, such as PJSIP/{Placeholder}";
        if (options.StateInterfaceTemplate is { } state && !IsTemplate(state)) yield return $"StateInterfaceTemplate must hold {Placeholder} once";
    }

    private static IEnumerable<string> OfAgents(AsteriskOptions options)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Agents.Count; i++)
        {
            var agent = options.Agents[i];
            if (agent.Id.Length is 0 or > 64 || !IsLine(agent.Id)) yield return Inv($"Agents:{i}:Id is missing, longer than 64, or has a control character");
            if (!ids.Add(agent.Id)) yield return Inv($"Agents:{i}:Id is that of another agent");
            if (agent.Password.Length == 0) yield return Inv($"Agents:{i}:Password is missing");
            if (agent.Name.Length is 0 or > 64 || !IsLine(agent.Name) || agent.Name.Contains('|', StringComparison.Ordinal))
                yield return Inv($"Agents:{i}:Name is missing, longer than 64, or has a control character or a '|', which divides the queue log");
            if (agent.Endpoint is not null && !IsEndpoint(agent.Endpoint))
                yield return Inv($"Agents:{i}:Endpoint is no endpoint: letters, digits, dash and underscore, at most 32");
        }
    }

    private static IEnumerable<string> OfReasons(string name, AsteriskReasonOptions reasons)
    {
        if (reasons.Reasons.Count > MaxReasons) yield return Inv($"{name}:Reasons has more than {MaxReasons} entries");
        if (reasons.Requirement == ReasonRequirement.Required && reasons.Reasons.Count == 0 && !reasons.FreeText)
            yield return $"{name} demands a reason and offers none";
        var codes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(reasons.Reasons.Count, MaxReasons); i++)
        {
            var (code, label) = reasons.Reasons[i];
            if (!IsWord(code, 32, "._-")) yield return Inv($"{name}:Reasons:{i}:Code is no code: letters, digits, dot, dash and underscore, at most 32");
            else if (!codes.Add(code!)) yield return Inv($"{name}:Reasons:{i}:Code is that of another reason");
            if (string.IsNullOrWhiteSpace(label) || !IsLine(label)) yield return Inv($"{name}:Reasons:{i}:Label is blank or has a control character");
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsTemplate(string template) => template.Split(Placeholder) is [var before, var after] && IsWord(before + after, 128, "/:@._-");

    private static bool IsLine(string text) => text.Length <= 256 && !text.Any(char.IsControl);

    private static string Inv(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static bool IsWord(string? text, int longest, string marks) =>
        text is { Length: > 0 } && text.Length <= longest && text.All(letter => char.IsAsciiLetterOrDigit(letter) || marks.Contains(letter, StringComparison.Ordinal));
}
