using System.Collections.Concurrent;
using His.Bus;
using His.Platform.Simulator;

namespace His.Simulation.Rules;

/// <summary>All rules of one run. A new rule is a new line of <see cref="All"/>, and a row in docs/simulation.md.</summary>
internal sealed class RuleSet
{
    private static readonly ConcurrentDictionary<(Type Rule, string Moment, Type Of), bool> Overridden = [];

    private readonly World _world;
    private readonly Rule[] _onEvent;
    private readonly Rule[] _onCommand;
    private readonly Rule[] _onResponse;
    private readonly Rule[] _atRest;
    private readonly Rule[] _atRestOfLink;
    private readonly Rule[] _atEnd;

    public RuleSet(World world)
    {
        _world = world;
        var all = All();
        foreach (var rule in all)
        {
            rule.World = world;
        }

        _onEvent = Looking(nameof(Rule.OnEvent), typeof(SessionOracle), typeof(BusEvent));
        _onCommand = Looking(nameof(Rule.OnCommand), typeof(RecordedCommand));
        _onResponse = Looking(nameof(Rule.OnResponse), typeof(Response));
        _atRest = Looking(nameof(Rule.AtRest), typeof(SessionOracle));
        _atRestOfLink = Looking(nameof(Rule.AtRest), typeof(Link));
        _atEnd = Looking(nameof(Rule.AtEnd));

        Rule[] Looking(string moment, params Type[] parameters) =>
            [
                .. all.Where(rule =>
                    Overridden.GetOrAdd(
                        (rule.GetType(), moment, parameters.FirstOrDefault(typeof(void))),
                        _ => rule.GetType().GetMethod(moment, parameters)!.DeclaringType != typeof(Rule)
                    )
                ),
            ];
    }

    /// <summary>The rules, in the order in which they look.</summary>
    public static Rule[] All() =>
        [
            new NoDisposalInInteraction(),
            new InlineRule(RuleIds.OneOwner),
            new EventSequence(),
            new InlineRule(RuleIds.DisposalOrder),
            new NothingChanged(),
            new LoggedOffBySwitch(),
            new AnswerIsTruth(),
            new EveryRequestIsAnswered(),
            new NothingIsLeft(),
            new EventsAreJournaled(),
            new DurableFirst(),
            new PendingLogoutRuns(),
            new NothingForbiddenIsTold(),
            new StateDecides(),
            new NotReadyBeforeLogOff(),
            new InlineRule(RuleIds.Compared),
            new InlineRule(RuleIds.Orphan),
            new NothingOngoingBeforeDisposal(),
            new GivenReasonCounts(),
            new NoCommandBehindLogout(),
            new FirstFailureEndsLogout(),
            new AbsenceRule(),
            new AnswerThenClose(),
            new AllInactiveBeforeLogOff(),
            new ResumeRule(),
            new InlineRule(RuleIds.Once),
            new EventsSayWhatIs(),
            new QueuesAgree(),
            new NoDefect(),
            new InlineRule(RuleIds.Rest),
            new InlineRule(RuleIds.Forbidden),
        ];

    public void OnEvent(SessionOracle session, BusEvent what)
    {
        foreach (var rule in _onEvent)
        {
            rule.OnEvent(session, what);
        }
    }

    public void OnCommand(RecordedCommand command)
    {
        foreach (var rule in _onCommand)
        {
            rule.OnCommand(command);
        }
    }

    public void OnResponse(Response response)
    {
        foreach (var rule in _onResponse)
        {
            rule.OnResponse(response);
        }
    }

    /// <summary>Nothing can run until time goes on or something happens.</summary>
    public void AtRest()
    {
        for (var agent = 0; agent < _world.Plan.Agents; agent++)
        {
            SessionOracle? live = null;
            foreach (var oracle in _world.Oracles)
            {
                if (oracle.Agent == agent && oracle.IsLive)
                {
                    RuleIds.Require(live is null, RuleIds.OneOwner, $"{World.AgentName(agent)} has two sessions");
                    live = oracle;
                }
            }

            if (live is { IsRestored: true })
            {
                RuleIds.Require(
                    _world.Core.Sessions.Find(World.AgentId(agent)) is { } found && live.IsOf(found),
                    RuleIds.OneOwner,
                    $"{World.AgentName(agent)} has a session that nobody finds"
                );
                AtRest(live);
            }
        }

        foreach (var link in _world.Links)
        {
            if (link is { IsOver: false, Session: not null } && link.Instance == _world.Instance)
            {
                AtRest(link);
            }
        }
    }

    private void AtRest(SessionOracle session)
    {
        foreach (var rule in _atRest)
        {
            rule.AtRest(session);
        }
    }

    private void AtRest(Link link)
    {
        foreach (var rule in _atRestOfLink)
        {
            rule.AtRest(link);
        }
    }

    public void AtEnd()
    {
        foreach (var rule in _atEnd)
        {
            rule.AtEnd();
        }
    }
}
