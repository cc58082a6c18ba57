using His.Bus;
using His.Platform;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>
/// A session as its events alone describe it, for an honest client or a witness. An event that cannot
/// follow what was told before is a broken rule.
/// </summary>
internal sealed class SessionModel(string who)
{
    private string? _groupId;
    private bool _isInitialized;
    private bool _isGroupDisposed;

    public List<ChannelModel> Channels { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Whether a logout waits for interactions to be over.</summary>
    public bool IsLogoutPending { get; private set; }

    /// <summary>Whether anything was ongoing when the first channel was disposed of.</summary>
    public string? OngoingAtDisposal { get; private set; }

    /// <summary>Begins in the middle, as a snapshot has it.</summary>
    public void Begin(string group, bool isLogoutPending) => (_groupId, _isInitialized, IsLogoutPending) = (group, true, isLogoutPending);

    public ChannelModel? Find(string channelId)
    {
        foreach (var channel in Channels)
        {
            if (channel.Id == channelId)
            {
                return channel;
            }
        }

        return null;
    }

    public InteractionModel? FindInteraction(string interactionId)
    {
        foreach (var channel in Channels)
        {
            if (channel.Find(interactionId) is { } interaction)
            {
                return interaction;
            }
        }

        return null;
    }

    /// <summary>The first interaction that is not completed, wrap-up included or not.</summary>
    public InteractionModel? Ongoing(bool wrapUpCounts)
    {
        foreach (var channel in Channels)
        {
            foreach (var interaction in channel.Interactions)
            {
                if (wrapUpCounts || interaction.State != InteractionState.Ended)
                {
                    return interaction;
                }
            }
        }

        return null;
    }

    public string[] AllOngoing(bool wrapUpCounts) =>
        [.. Channels.SelectMany(it => it.Interactions).Where(it => wrapUpCounts || it.State != InteractionState.Ended).Select(it => it.Id)];

    public void Apply(BusEvent what, bool wrapUpCounts)
    {
        Require(!IsDisposed, DisposalOrder, $"{who}: {what} after the session was disposed of");
        Require(!_isGroupDisposed || what is SessionDisposed, DisposalOrder, $"{who}: {what} after the channel group was disposed of");
        switch (what)
        {
            case ChannelGroupCreated created:
                Require(_groupId is null, Events, $"{who}: {what} twice");
                _groupId = created.ChannelGroupId;
                break;
            case ChannelCreated created:
                Require(
                    _groupId is not null && !_isInitialized && Find(created.ChannelId) is null,
                    Events,
                    $"{who}: {what} at the wrong time"
                );
                Channels.Add(
                    new ChannelModel(created.ChannelId, created.Type)
                    {
                        Activation = created.Activation,
                        AgentState = created.AgentState,
                        Reason = created.Reason,
                    }
                );
                break;
            case SessionInitialized:
                Require(Channels.Count > 0 && !_isInitialized, Events, $"{who}: {what} at the wrong time");
                _isInitialized = true;
                break;
            case ChannelDisposed disposed:
                Dispose(disposed, wrapUpCounts);
                break;
            case ChannelGroupDisposed disposed:
                Require(
                    disposed.ChannelGroupId == _groupId && Channels.TrueForAll(it => it.IsDisposed),
                    DisposalOrder,
                    $"{who}: {what} before its channels"
                );
                _isGroupDisposed = true;
                break;
            case SessionLogoutPending pending:
                Require(
                    _isInitialized && pending.Pending != IsLogoutPending || pending is { Pending: true, Failure: null },
                    Events,
                    $"{who}: {what} says nothing new"
                );
                IsLogoutPending = pending.Pending;
                break;
            case SessionDisposed:
                Require(_isGroupDisposed, DisposalOrder, $"{who}: {what} before its channel group");
                IsDisposed = true;
                break;
            default:
                Change(what);
                break;
        }
    }

    private void Dispose(ChannelDisposed disposed, bool wrapUpCounts)
    {
        foreach (var channel in Channels)
        {
            if (channel.Id == disposed.ChannelId)
            {
                Require(!channel.IsDisposed, DisposalOrder, $"{who}: {disposed} twice");
                OngoingAtDisposal ??= Ongoing(wrapUpCounts)?.Id;
                channel.IsDisposed = true;
                return;
            }

            Require(channel.IsDisposed, DisposalOrder, $"{who}: {disposed} before {channel.Id}");
        }

        throw Broken(Events, $"{who}: {disposed} of an unknown channel");
    }

    private void Change(BusEvent what)
    {
        var channel = Find(ChannelOf(what)) ?? throw Broken(Events, $"{who}: {what} of an unknown channel");
        Require(!channel.IsDisposed, DisposalOrder, $"{who}: {what} after the channel was disposed of");
        var before = (channel.Activation, channel.AgentState);
        switch (what)
        {
            case ChannelActivated it:
                Require(before.Activation == Activation.Inactive, Events, $"{who}: {what} while {before}");
                channel.SetState(Activation.Active, AgentState.NotReady, it.Reason);
                break;
            case ChannelDeactivated:
                Require(before == (Activation.Active, AgentState.NotReady), Events, $"{who}: {what} while {before}");
                channel.SetState(Activation.Inactive, null, null);
                break;
            case ChannelReady:
                Require(before == (Activation.Active, AgentState.NotReady), Events, $"{who}: {what} while {before}");
                channel.SetState(Activation.Active, AgentState.Ready, null);
                break;
            case ChannelNotReady it:
                Require(
                    before.Activation == Activation.Active && (before.AgentState == AgentState.Ready || it.Reason != channel.Reason),
                    Events,
                    $"{who}: {what} while {before}"
                );
                channel.SetState(Activation.Active, AgentState.NotReady, it.Reason);
                break;
            case ChannelUnavailable:
                Require(before.Activation != Activation.Unavailable, Events, $"{who}: {what} while {before}");
                channel.SetState(Activation.Unavailable, null, null);
                break;
            case ChannelAvailable it:
                Require(before.Activation == Activation.Unavailable, Events, $"{who}: {what} while {before}");
                channel.SetState(it.Activation, it.AgentState, it.Reason);
                break;
            case ChannelUpdated it:
                Require(
                    before.Activation != Activation.Unavailable && !channel.Queues.SequenceEqual(it.Queues),
                    Events,
                    $"{who}: {what} while {before} says nothing new"
                );
                channel.Queues = it.Queues;
                break;
            case InteractionCreated it:
                Require(channel.Find(it.InteractionId) is null, Events, $"{who}: {what} twice");
                channel.Interactions.Add(new InteractionModel(it.InteractionId, it.Type, it.State, it.Party, it.Consultation));
                break;
            case InteractionUpdated it:
                var known = channel.Find(it.InteractionId) ?? throw Broken(Events, $"{who}: {what} of an unknown interaction");
                Require(
                    known.State != it.State
                        || (it.Party ?? it.PartyName ?? it.Subject) is not null
                        || it.PartyWithheld is not null
                        || known.Consultation != it.Consultation,
                    Events,
                    $"{who}: {what} says nothing new"
                );
                (known.State, known.Party, known.Consultation) = (it.State, it.Party ?? known.Party, it.Consultation);
                break;
            case InteractionCompleted it:
                Require(
                    channel.Interactions.RemoveAll(each => each.Id == it.InteractionId) == 1,
                    Events,
                    $"{who}: {what} of an unknown interaction"
                );
                break;
            case InteractionTransferFailed:
                break; // the interaction may be over by then
            default:
                throw Broken(Events, $"{who}: {what} is unknown");
        }
    }

    private static string ChannelOf(BusEvent what) =>
        what switch
        {
            ChannelActivated it => it.ChannelId,
            ChannelDeactivated it => it.ChannelId,
            ChannelReady it => it.ChannelId,
            ChannelNotReady it => it.ChannelId,
            ChannelUnavailable it => it.ChannelId,
            ChannelAvailable it => it.ChannelId,
            ChannelUpdated it => it.ChannelId,
            InteractionCreated it => it.ChannelId,
            InteractionUpdated it => it.ChannelId,
            InteractionCompleted it => it.ChannelId,
            InteractionTransferFailed it => it.ChannelId,
            _ => "",
        };
}

/// <summary>A channel as events have told it.</summary>
internal sealed class ChannelModel(string id, ChannelType type)
{
    public string Id { get; } = id;

    public ChannelType Type { get; } = type;

    public Activation Activation { get; set; }

    public AgentState? AgentState { get; set; }

    public Reason? Reason { get; set; }

    public bool IsDisposed { get; set; }

    public List<InteractionModel> Interactions { get; } = [];

    /// <summary>The state in each queue; empty if all agree with the channel's.</summary>
    public IReadOnlyList<QueueView> Queues { get; set; } = [];

    /// <summary>Another state is that of all queues, until something else is told.</summary>
    public void SetState(Activation activation, AgentState? agentState, Reason? reason) =>
        (Activation, AgentState, Reason, Queues) = (activation, agentState, reason, []);

    public InteractionModel? Find(string id)
    {
        foreach (var interaction in Interactions)
        {
            if (interaction.Id == id)
            {
                return interaction;
            }
        }

        return null;
    }
}

/// <summary>An interaction as events have told it.</summary>
internal sealed class InteractionModel(string id, ChannelType type, InteractionState state, string party, ConsultationView? consultation)
{
    public string Id { get; } = id;

    public ChannelType Type { get; } = type;

    public InteractionState State { get; set; } = state;

    public string Party { get; set; } = party;

    /// <summary>The second party, if there is one.</summary>
    public ConsultationView? Consultation { get; set; } = consultation;
}
