using System.Net;

namespace His.Abuse.Tests;

/// <summary>One kind of bad input.</summary>
/// <param name="Name">Which, with its rows in docs/faults.md.</param>
/// <param name="OnceAsync">Sends it from an address and holds each answer.</param>
/// <param name="Rest">How long it rests before the next time, where it would leave the others no processor.</param>
internal sealed record Attack(string Name, Func<ServerUnderAttack, IPAddress, Task> OnceAsync, TimeSpan Rest = default);

/// <summary>Bad input over the bus, as docs/faults.md lists it: each with the very answer that is right.</summary>
internal static class Attacks
{
    /// <summary>How many connections of one address HIS is told to let in.</summary>
    public const int Places = 50;

    /// <summary>How many requests HIS takes at once.</summary>
    public const int Burst = 100;

    /// <summary>Of those who have a session, each has an agent of their own.</summary>
    public static IEnumerable<Attack> All(Func<string> interactionOfAnother, string firstAgent)
    {
        var agent = int.Parse(firstAgent, System.Globalization.CultureInfo.InvariantCulture);
        string Agent() => (agent++).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (flooding, hanging, reasons, nosy, resuming, staring) = (Agent(), Agent(), Agent(), Agent(), Agent(), Agent());
        var guessing = new SessionAttacks.Guessing();
        return
        [
            new("no requests (B4, B10, B13, B15, B16, B17, B25)", MessageAttacks.FramesAsync),
            new("wrong params (B2, B3, B5 to B9, B14, B19, B27, B35 to B40, B44 to B46, B52, B66)", MessageAttacks.ParamsAsync),
            new("unknown methods (B1), nothing to ask for (B32)", MessageAttacks.MethodsAsync),
            new("notifications (B11)", MessageAttacks.NotificationsAsync),
            new("too big (B12)", MessageAttacks.TooBigAsync),
            new("no UTF-8 (B18), binary (B20), broken framing", MessageAttacks.FramingAsync),
            new("half a frame, then gone", MessageAttacks.HalfAFrameAsync),
            new("a flood within the limits", (his, from) => LoadAttacks.FloodAsync(his, from, flooding, Burst - 1)),
            new("a flood before the login, beyond the limits (B24)", (his, from) => LoadAttacks.FloodAsync(his, from, null, 400)),
            new("too many at once, and one id twice (B23, B24)", (his, from) => LoadAttacks.HangAsync(his, from, hanging)),
            new(
                "wrong reasons (B33, B34, B40, B41), an id again (B28), a second login (B26)",
                (his, from) => SessionAttacks.ReasonsAsync(his, from, reasons)
            ),
            new("ids of others and of nobody (B29, B30)", (his, from) => SessionAttacks.IdsAsync(his, from, nosy, interactionOfAnother)),
            new("damaged tokens (B31, B66, B68)", (his, from) => SessionAttacks.TokensAsync(his, from, resuming)),
            new("guessing (B49, B65)", guessing.OnceAsync),
            new("half open (F16)", (his, from) => SessionAttacks.HalfOpenAsync(his, from, staring)),
            new("big, refused, as many as may be (B14)", LoadAttacks.BigAsync),
            new("no reading (F17)", LoadAttacks.NoReadingAsync, Rest: TimeSpan.FromSeconds(2)),
            new("too many from one address (B65), and none logs in (B21)", LoadAttacks.CrowdAsync),
        ];
    }
}
