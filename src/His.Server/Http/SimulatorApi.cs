using His.Platform;
using His.Platform.Simulator;
using His.Platform.Simulator.Remote;
using His.Server.Bus;
using His.Server.Platforms;
using His.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace His.Server.Http;

/// <summary>
/// Controls the far side of the simulated switch, for demonstrations and tests: customers, administrators and faults (docs/bus.md,
/// Simulator control). Not mapped with any other switch. Each of several simulated platforms has the same calls below
/// <c>/simulator/platforms/NAME</c>.
/// </summary>
internal static partial class SimulatorApi
{
    private const int LongestText = 256;

    /// <summary>Maps the calls for the simulated switches of this HIS.</summary>
    public static void MapSimulator(this WebApplication server, HisSettings settings)
    {
        var platforms = server.Services.GetRequiredService<RunningPlatforms>();
        var simulators = platforms.Of<SimulatedSwitch>().ToList();
        if (simulators.Count > 0)
        {
            server.MapSimulator(settings, simulators[0].Platform, platforms.All.Count > 1 ? simulators : []);
        }
        else if (platforms.Of<RemoteSwitch>().FirstOrDefault().Platform is { } remote)
        {
            SimulatorProxy.Map(Group(server, settings, "/simulator"), remote);
        }
    }

    /// <summary>Maps the calls for a simulated switch.</summary>
    /// <param name="server">The server.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="first">The switch below <c>/simulator</c>.</param>
    /// <param name="named">With several platforms: the simulated ones, each below <c>/simulator/platforms/NAME</c>; else empty.</param>
    public static void MapSimulator(
        this WebApplication server,
        HisSettings settings,
        SimulatedSwitch first,
        IReadOnlyList<(string Name, SimulatedSwitch Platform)> named
    )
    {
        var calls = Group(server, settings, "/simulator");
        Map(calls, first);
        calls
            .MapGet("/platforms", () => TypedResults.Ok(named.Select(it => new SimulatedPlatform(it.Name, it.Platform.Channels))))
            .WithSummary("With several platforms: the simulated ones; the calls for each are below /simulator/platforms/NAME. Else empty.");
        foreach (var (name, simulator) in named)
        {
            Map(Group(server, settings, $"/simulator/platforms/{name}").ExcludeFromDescription(), simulator);
        }
    }

    private static RouteGroupBuilder Group(WebApplication server, HisSettings settings, string path)
    {
        var log = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SimulatorApi).FullName!);
        var calls = server.MapGroup(path).WithTags("Simulator").ProducesProblem(StatusCodes.Status403Forbidden);
        calls.AddEndpointFilter(
            async (context, next) =>
            {
                var client = Client.Of(context.HttpContext);
                if (Refusal(context.HttpContext.Request, client, settings.Simulator) is not { } why)
                {
                    return await next(context);
                }

                LogRefused(log, client.Address, HeaderText.Of(context.HttpContext.Request.Headers.Origin), why);
                return TypedResults.Problem(why, statusCode: StatusCodes.Status403Forbidden);
            }
        );
        return calls;
    }

    private static string? Refusal(HttpRequest request, Client client, SimulatorOptions options) =>
        !Origins.AllowOwn(request) ? "Only pages of HIS itself may control the simulator."
        : !client.IsOnThisMachine && !options.AllowRemote
            ? "Only this machine may control the simulator, unless His:Simulator:AllowRemote is true."
        : null;

    private static void Map(RouteGroupBuilder calls, SimulatedSwitch simulator)
    {
        var agent = calls.MapGroup("/agents/{agentId}").ProducesProblem(StatusCodes.Status404NotFound);
        MapAgents(agent, simulator);
        MapOwnActions(agent, simulator);
        MapOtherSide(calls.MapGroup("/interactions/{interactionId}").ProducesProblem(StatusCodes.Status404NotFound), simulator);
        MapSecondParty(
            calls.MapGroup("/interactions/{interactionId}/consultation").ProducesProblem(StatusCodes.Status404NotFound),
            simulator
        );
        calls
            .MapPut(
                "/settings",
                Results<NoContent, ProblemHttpResult> (SettingsChange change) =>
                    simulator.TryChangeSettings(change, out var problem) ? TypedResults.NoContent() : Wrong(problem)
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Changes the capabilities and policies of the switch.");
        calls
            .MapPut(
                "/link",
                NoContent (LinkState link) =>
                {
                    if (link.Available)
                    {
                        simulator.RestoreLink();
                    }
                    else
                    {
                        simulator.LoseLink();
                    }

                    return TypedResults.NoContent();
                }
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Cuts or restores the link between HIS and the switch.");
        calls
            .MapPost(
                "/faults",
                Results<NoContent, ProblemHttpResult> (NextFault fault) =>
                    simulator.Faults.TryAdd(fault.ToFault(), out var problem) ? TypedResults.NoContent() : Wrong(problem)
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Injects a fault into the next matching operations.");
        calls
            .MapDelete(
                "/faults",
                NoContent () =>
                {
                    simulator.Faults.Clear();
                    return TypedResults.NoContent();
                }
            )
            .WithSummary("Removes all pending faults.");
    }

    private static void MapAgents(RouteGroupBuilder agents, SimulatedSwitch simulator)
    {
        agents
            .MapGet(
                "",
                Results<Ok<SimulatedAgentState>, ProblemHttpResult> (string agentId) =>
                    simulator.GetState(agentId) is { } truth ? TypedResults.Ok(truth) : Unknown("agent")
            )
            .WithSummary("Returns the state of an agent at the switch.");
        agents
            .MapPost(
                "/interactions",
                Results<Created<InteractionOffered>, ProblemHttpResult> (string agentId, OfferInteraction offer) =>
                    !simulator.Knows(agentId) ? Unknown("agent")
                    : offer.Party.Length is 0 or > LongestText
                    || offer.Subject?.Length > LongestText
                    || offer.PartyName?.Length > LongestText
                        ? Wrong($"party must have 1 to {LongestText} characters, subject and partyName at most {LongestText}.")
                    : simulator.Parties.OfferInteraction(
                        agentId,
                        offer.Type,
                        offer.Party,
                        offer.Subject,
                        offer.PartyName,
                        offer.PartyWithheld is true
                    )
                        is { } id
                        ? TypedResults.Created((string?)null, new InteractionOffered(id))
                    : TypedResults.Problem(
                        "No channel of this type is Ready and has free capacity.",
                        statusCode: StatusCodes.Status409Conflict
                    )
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Offers an interaction to the agent.");
    }

    private static void MapOwnActions(RouteGroupBuilder agents, SimulatedSwitch simulator)
    {
        agents
            .MapPost(
                "/notready",
                Results<NoContent, ProblemHttpResult> (string agentId) =>
                    simulator.MakeNotReadyByItself(agentId) ? TypedResults.NoContent() : Unknown("agent")
            )
            .WithSummary("Makes the agent Not Ready at the switch, without HIS.");
        agents
            .MapPut(
                "/channels/{channelId}/queues/{queue}",
                Results<NoContent, ProblemHttpResult> (string agentId, string channelId, string queue, StateInQueue state) =>
                    state.Error is { } problem ? Wrong(problem)
                    : simulator.SetQueueByItself(agentId, channelId, state.In(queue)) ? TypedResults.NoContent()
                    : Unknown("agent who is logged on, channel or queue")
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Sets the state of a channel in one queue at the switch, without HIS.");
        agents
            .MapPost(
                "/logout",
                Results<NoContent, ProblemHttpResult> (string agentId, SwitchCause? cause) =>
                {
                    if (!simulator.Knows(agentId))
                    {
                        return Unknown("agent");
                    }

                    simulator.LogOutByItself(agentId, reason: null, cause ?? SwitchCause.SwitchInitiated);
                    return TypedResults.NoContent();
                }
            )
            .WithSummary("Logs the agent off at the switch, without HIS, for the given cause.");
    }

    private static void MapOtherSide(RouteGroupBuilder otherSide, SimulatedSwitch simulator)
    {
        otherSide
            .MapPost(
                "/answer",
                Results<NoContent, ProblemHttpResult> (string interactionId) =>
                    simulator.Parties.AnswerByFarSide(interactionId)
                        ? TypedResults.NoContent()
                        : Unknown("interaction that is being dialed")
            )
            .WithSummary("The dialed party answers.");
        otherSide
            .MapPost(
                "/end",
                Results<NoContent, ProblemHttpResult> (string interactionId, InteractionCause? cause) =>
                    simulator.Parties.EndByCustomer(interactionId, cause) ? TypedResults.NoContent() : Unknown("interaction")
            )
            .WithSummary("The customer hangs up or closes the chat; a dialed party does not answer, for the given cause.");
        otherSide
            .MapPost(
                "/transfer/answer",
                Results<NoContent, ProblemHttpResult> (string interactionId) =>
                    simulator.Parties.EndTransfer(interactionId) ? TypedResults.NoContent() : Unknown("transfer")
            )
            .WithSummary("The destination of a transfer answers.");
        otherSide
            .MapPost(
                "/transfer/end",
                Results<NoContent, ProblemHttpResult> (string interactionId, InteractionCause? cause) =>
                    simulator.Parties.EndTransfer(interactionId, cause ?? InteractionCause.Refused)
                        ? TypedResults.NoContent()
                        : Unknown("transfer")
            )
            .WithSummary("The destination of a transfer does not answer, for the given cause.");
    }

    private static void MapSecondParty(RouteGroupBuilder secondParty, SimulatedSwitch simulator)
    {
        secondParty
            .MapPost(
                "/answer",
                Results<NoContent, ProblemHttpResult> (string interactionId) =>
                    simulator.Parties.AnswerBySecondParty(interactionId) ? TypedResults.NoContent() : Unknown("party that is being called")
            )
            .WithSummary("The second party answers.");
        secondParty
            .MapPost(
                "/end",
                Results<NoContent, ProblemHttpResult> (string interactionId, InteractionCause? cause) =>
                    simulator.Parties.EndBySecondParty(interactionId, cause) ? TypedResults.NoContent() : Unknown("second party")
            )
            .WithSummary("The second party hangs up, or does not answer, for the given cause.");
    }

    private static ProblemHttpResult Unknown(string what) =>
        TypedResults.Problem($"The switch has no such {what}.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Wrong(string? problem) => TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);

    [LoggerMessage(4009, LogLevel.Information, "Refused a call of /simulator from {Address}: {Why} Origin: {Origin}")]
    private static partial void LogRefused(ILogger log, string address, string origin, string why);
}
