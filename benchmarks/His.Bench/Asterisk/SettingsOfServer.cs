using His.Bench.Peers;
using His.Testing.Asterisk;

namespace His.Bench.Asterisk;

/// <summary>A server whose agents are those of the load, each with a telephone of their own; a login brings them into their queues.</summary>
internal static class SettingsOfServer
{
    public static string[] At(AsteriskSwitch atSwitch, int agents, string[] queues)
    {
        var options = atSwitch.Options;
        string[] all =
        [
            "Platform=Asterisk",
            Invariant($"Asterisk:Port={options.Port}"),
            $"Asterisk:Username={options.Username}",
            $"Asterisk:Secret={options.Secret}",
            "Asterisk:LoginMode=NotReady",
            "Asterisk:LogoutReason:Requirement=Optional",
            "Asterisk:LogoutReason:FreeText=true",
            .. queues.Select((queue, number) => Invariant($"Asterisk:Queues:{number}={queue}")),
            .. Everybody(agents),
        ];
        return Array.ConvertAll(all, setting => "--His:" + setting);
    }

    private static IEnumerable<string> Everybody(int agents)
    {
        var hash = Staff.Hash(HisPeer.Password); // as cheap as can be: logins are not measured
        return Enumerable
            .Range(0, agents)
            .SelectMany(number =>
                new[]
                {
                    Invariant($"Agents:{number}:Id={100001 + number}"),
                    Invariant($"Agents:{number}:Name=Agent {number}"),
                    Invariant($"Agents:{number}:PasswordHash={hash}"),
                    Invariant($"Agents:{number}:Endpoint={20001 + number}"),
                }
            );
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
