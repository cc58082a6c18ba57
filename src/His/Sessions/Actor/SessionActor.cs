using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Sessions.Actor;
using His.Sessions.Threading;
using His.Switching;
using Microsoft.Extensions.Logging;

namespace His.Sessions;

/// <summary>
/// What stands behind a session: its scheduler, the order of its commands, its events, its end. Everything here runs on the
/// session's scheduler, except what says otherwise.
/// </summary>
internal sealed partial class SessionActor : IAgentEventSink
{
    private readonly SessionScheduler scheduler;
    private readonly AsyncGate entry = new(); // of who logs in, and of all who come behind
    private readonly AsyncGate turn = new();
    private readonly IdempotencyCache.SessionKeys book = new();
    private IConnection? connection;
    private Session? session;
    private ChannelGroupWorkflow? channelGroup;
    private IPlatformAgent? agent;
    private SwitchAgentState? found;
    private IReadOnlyList<ChannelView> older = []; // of the session that this one takes over
    private readonly CancellationTokenSource ended = new();
    private bool isLoggedIn;
    private bool isRestored = true;
    private bool isReconciling;
    private bool isEnding;
    private int pendingSwitchEvents;
    private volatile bool isOver;
    private Cause endedBy;

    public SessionActor(HisCore core, BusDispatcher dispatcher)
        : this(core, dispatcher.Connection.RemoteAddress, dispatcher.Messages) => connection = dispatcher.Connection;

    private SessionActor(HisCore core, string remoteAddress, FailureMessages messages)
    {
        Core = core;
        RemoteAddress = remoteAddress;
        scheduler = new SessionScheduler(core.WorkScheduler, defect => OnDefect(this, defect));
        Messages = messages;
        Presence = new Presence(this);
        Replay = new EventReplayBuffer(core.Options, core.Time);
        Recorder = new SessionRecorder(this);
        Switch = new SwitchCommandRunner(this);
        SwitchEvents = new SwitchEventApplier(this);
    }

    public HisCore Core { get; }

    public string RemoteAddress { get; }

    /// <summary>The language of the agent, as asked for at the login.</summary>
    public FailureMessages Messages { get; }

    public Presence Presence { get; }

    /// <summary>What was told lately, for a client that resumes.</summary>
    public EventReplayBuffer Replay { get; }

    /// <summary>Writes down what becomes of the session.</summary>
    public SessionRecorder Recorder { get; }

    public SwitchCommandRunner Switch { get; }

    public SwitchEventApplier SwitchEvents { get; }

    /// <summary>Beats whenever anything in the session has changed.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>The logout that waits or runs, if any.</summary>
    public RunningLogout? RunningLogout { get; private set; }

    /// <summary>Why the switch has logged the agent off, once it has.</summary>
    public LogOffOrigin LoggedOff { get; set; } = LogOffOrigin.Switch;

    public Session Session => session ?? throw new InvalidOperationException("No agent is logged in here.");

    /// <summary>Its id; <see langword="null"/> while no agent is logged in.</summary>
    public string? IdOrNull => session?.Id;

    /// <summary>From which address the agent is connected, if they are.</summary>
    public string? ConnectedFrom => connection?.RemoteAddress;

    public ChannelGroupWorkflow ChannelGroup => channelGroup ?? throw new InvalidOperationException("No agent is logged in here.");

    public IPlatformAgent Agent => agent ?? throw new InvalidOperationException("No agent is logged in here.");

    /// <summary>What is ongoing on any channel, as it blocks a logout and every other end of the session (decision R13, I1).</summary>
    public IReadOnlyList<Blocker> Ongoing => ChannelGroups.ChannelGroup.Blockers(Session.ChannelGroup.Channels, Core.Options.WrapUpBlocksLogout);

    /// <summary>Whether it is known of every channel what it does.</summary>
    public bool IsKnown => ChannelGroup.Channels.All(channel => channel.Channel.State != ChannelState.Unavailable);

    /// <summary>Whether a command has the turn.</summary>
    public bool IsAtWork => turn.IsOccupied;

    /// <summary>Whether the switch has told something that was not looked at yet.</summary>
    public bool IsBehind => Volatile.Read(ref pendingSwitchEvents) > 0;

    /// <summary>The connection on which the agent is there, if any.</summary>
    public IConnection? Connection => connection;

    public DateTimeOffset Now => Core.Time.GetUtcNow();

    /// <summary>Whether the session has ended, or its login has failed. Any thread may ask.</summary>
    public bool IsOver => isOver;

    /// <summary>What a request to a session that has ended is answered with.</summary>
    public Failure Ended => new(FailureCode.SessionEnded) { Cause = endedBy };

    /// <summary>Whether a browser is there.</summary>
    public bool IsConnected => connection is not null;

    /// <summary>The session at this moment, as clients see it.</summary>
    public Snapshot View() => Session.View(Agent.Capabilities, Core.Options.AllowPendingLogout);

    /// <summary>Any thread: does this on the session's scheduler.</summary>
    public void Post(Action work) => scheduler.Post(work);

    /// <summary>Any thread: a request has come.</summary>
    public void Handle(Request request) => Post(() => Unattended(HandleAsync(request)));

    /// <summary>Any thread: the switch has news (rule 3: handed over, and returned).</summary>
    public void OnEvent(SwitchEvent news)
    {
        if (Interlocked.Increment(ref pendingSwitchEvents) > Core.Options.MaxPendingSwitchEvents)
        {
            // More than can be looked at: what is dropped here is found again by asking for the truth.
            Interlocked.Decrement(ref pendingSwitchEvents);
            Post(ReconcileLater);
            return;
        }

        Post(() =>
        {
            Interlocked.Decrement(ref pendingSwitchEvents);
            SwitchEvents.Take(news);
        });
    }

    /// <summary>Any thread: a connection has ended. Only the present one counts.</summary>
    public void Disconnected(IConnection ended) => Post(() =>
    {
        if (ended == connection)
        {
            connection = null;
            if (isLoggedIn && !IsOver)
            {
                Presence.Lost();
                Recorder.ConnectionLost(ended.RemoteAddress);
            }
        }
    });

    /// <summary>Any thread: a newer session of this agent asks for its place.</summary>
    public Task<Takeover> BeginTakeoverAsync()
    {
        var asked = new TaskCompletionSource<Takeover>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => Unattended(HoldForTakeoverAsync(asked)));
        return asked.Task;
    }

    /// <summary>Tells the agent what has become true.</summary>
    public void Publish(BusEvent what)
    {
        var told = what with { Sequence = ++Session.Sequence, Time = Now };
        Core.Witness?.Invoke(this, told);
        var message = Message.Event(told);
        Replay.Add(message);
        connection?.Send(message);
        Recorder.Told(told); // last: a client must not miss what is true because it could not be written down
    }

    /// <summary>The switch has let the agent in: the session comes to be.</summary>
    public void Attach(Session born, LogInResult.LoggedIn loggedIn, IReadOnlyList<ChannelView> olderChannels)
    {
        session = born;
        older = olderChannels;
        agent = loggedIn.Agent;
        found = loggedIn.State;
        channelGroup = new ChannelGroupWorkflow(born.ChannelGroup, this);
    }

    /// <summary>Since when an interaction that begins in this session is in its state: now, unless this session took it over as it is.</summary>
    public DateTimeOffset SinceOf(SwitchInteractionState begun) =>
        older.SelectMany(it => it.Interactions).FirstOrDefault(it => it.Id == begun.Id && it.State == begun.State)?.Since ?? Now;

    /// <summary>The session is complete and says so.</summary>
    public void PublishInitialState()
    {
        var atSwitch = found!;
        found = null;
        ChannelGroup.PublishInitialState(atSwitch);
        older = [];
        Session.IsLoggedOn = atSwitch.LoggedOn;
        Publish(new SessionInitialized(Session.Id));
        isLoggedIn = true;
        SwitchEvents.Begin();
        if (connection is null)
        {
            Presence.Lost();
        }
    }

    /// <summary>While the answer lives, a logout runs.</summary>
    public IDisposable BeginLoggingOut() => new LoggingOut(Session);

    /// <summary>Nothing is known of any channel until the switch can be asked.</summary>
    public void MarkUnavailable()
    {
        foreach (var channel in ChannelGroup.Channels)
        {
            channel.MarkUnavailable();
        }
    }

    /// <summary>Runs something that changes the session in its turn, unless the session has ended.</summary>
    public async Task InTurnAsync(Func<Task> command)
    {
        using (await turn.EnterAsync())
        {
            if (!IsOver)
            {
                await command();
            }
        }

        OnIdle();
    }

    private sealed class LoggingOut : IDisposable
    {
        private readonly Session session;

        public LoggingOut(Session session)
        {
            this.session = session;
            session.MoveTo(SessionState.LoggingOut);
        }

        public void Dispose()
        {
            if (session.State == SessionState.LoggingOut)
            {
                session.MoveTo(SessionState.LoggedIn);
            }
        }
    }

    [LoggerMessage(3002, LogLevel.Error, "A part of a session did not end as it should; the rest did")]
    private static partial void LogDisposalDefect(ILogger log, Exception defect);

    [LoggerMessage(3003, LogLevel.Information, "Session {Session} has ended: {Cause}")]
    private static partial void LogEnded(ILogger log, string session, Cause cause);
}
