using System.Collections.Frozen;

namespace His.Platform.Asterisk.Ami;

/// <summary>
/// The permissions of an account, from the switch's own list of the actions open to it, each with the privileges of which one is needed, as
/// in <c>Hangup channel.  (Priv: system,call,all)</c>.
/// </summary>
internal sealed class AmiCommands
{
    private const string Privileges = "(Priv: ";

    /// <summary>The actions that HIS requires.</summary>
    private static readonly string[] Needed =
    [
        "QueueAdd",
        "QueuePause",
        "QueueRemove",
        "QueueStatus",
        "QueueLog",
        "CoreShowChannels",
        "Getvar",
        "Hangup",
    ];

    private static readonly string[] Enough = ["agent", "call", "reporting"];

    private readonly FrozenDictionary<string, string[]> _commands;

    /// <summary>Of an account that may do nothing.</summary>
    public static AmiCommands None { get; } = new(FrozenDictionary<string, string[]>.Empty);

    private AmiCommands(FrozenDictionary<string, string[]> commands) => _commands = commands;

    public static AmiCommands Of(AmiReply answer) =>
        new(
            answer
                .Response.Fields.Where(field => field.Value.Contains(Privileges, StringComparison.Ordinal))
                .DistinctBy(field => field.Key, StringComparer.OrdinalIgnoreCase)
                .ToFrozenDictionary(field => field.Key, field => PrivilegesOf(field.Value), StringComparer.OrdinalIgnoreCase)
        );

    public bool Knows(string action) => _commands.ContainsKey(action);

    /// <summary>The required actions that the account may not do, or that the switch has not loaded.</summary>
    public IReadOnlyList<string> Missing() => [.. Needed.Where(action => !Knows(action))];

    /// <summary>The optional actions that are missing too; without them HIS can do less with calls than the settings want.</summary>
    /// <param name="calls">The settings for calls.</param>
    public IReadOnlyList<string> MissingFor(AsteriskCallsOptions calls) =>
        [.. For(calls).SelectMany(extra => extra.Actions).Distinct(StringComparer.Ordinal).Where(action => !Knows(action))];

    /// <summary>The write privileges that the account has and HIS does not use.</summary>
    /// <param name="calls">The settings for calls: the privileges they need are not superfluous.</param>
    public IReadOnlyList<string> Superfluous(AsteriskCallsOptions calls)
    {
        string[] useful = [.. Enough, .. For(calls).Select(extra => extra.Privilege)];
        var beyond = _commands
            .Values.Where(privileges => privileges.Length > 0 && !privileges.Intersect(useful, StringComparer.Ordinal).Any())
            .ToArray();
        // If any of several privileges is enough, it is unknown which one the account has; so single privileges are evaluated first.
        var sure = beyond.Where(privileges => privileges.Length == 1).Select(privileges => privileges[0]).ToHashSet(StringComparer.Ordinal);
        var either = beyond.Where(privileges => !privileges.Any(sure.Contains)).Select(privileges => string.Join(" or ", privileges));
        return [.. sure.Concat(either).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<(string Privilege, string[] Actions)> For(AsteriskCallsOptions calls)
    {
        if (calls.Context is not null)
        {
            yield return ("originate", ["Originate", "BlindTransfer"]);
        }

        if (calls.ControlContext is not null)
        {
            yield return ("call", ["Setvar", "Redirect", "Bridge", "PlayDTMF"]);
        }

        if (calls.Accept == AsteriskAccept.NotifyTalk)
        {
            yield return ("system", ["PJSIPNotify"]);
        }
    }

    private static string[] PrivilegesOf(string description)
    {
        var list = description[(description.LastIndexOf(Privileges, StringComparison.Ordinal) + Privileges.Length)..].TrimEnd(' ', ')');
        return
        [
            .. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(name => name is not ("all" or "<none>")),
        ];
    }
}
