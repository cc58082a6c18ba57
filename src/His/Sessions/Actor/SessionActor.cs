using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Persistence;
using His.Platform;
using His.Positions;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging;

namespace His.Sessions.Actor;

/// <summary>
/// A running session: its scheduler, the client's connection, and its events. Each of its parts does one thing; all of them run on the
/// same scheduler, so none needs a lock. Members that may be called from any thread are marked "Any thread".
/// </summary>
internal sealed partial class SessionActor
{
    private static readonly List<Position> Nowhere = [];

    private readonly SessionRegistry _registry;
    private readonly Action<SessionActor, BusEvent>? _witness;
    private readonly ILogger _log;
    private readonly SessionScheduler _scheduler;
    private readonly CancellationTokenSource _ended = new();
    private Session? _state;
    private ChannelGroupWorkflow? _channelGroup;
    private IReadOnlyList<ChannelView> _older = []; // those of the session that this one takes over

    /// <summary>Creates a session for a connection that is about to log in.</summary>
    public SessionActor(HisCore core, BusDispatcher dispatcher)
        : this(core, dispatcher.Connection.RemoteAddress, dispatcher.Messages, SessionPhase.LoggingIn) =>
        Client.Attach(dispatcher.Connection);

    /// <summary>Creates a session in its first phase, with no client connected.</summary>
    public SessionActor(HisCore core, string remoteAddress, FailureMessages messages, SessionPhase first)
    {
        (_registry, _witness, _log) = (core.Sessions, core.Witness, core.Log);
        (Options, Time, RemoteAddress, Messages) = (core.Options, core.Time, remoteAddress, messages);
        _scheduler = new SessionScheduler(core.WorkScheduler, defect => Guard!.OnDefect(defect), AfterWork);
        Guard = new ExceptionGuard(this, core.Log);
        Client = new ClientLink(this);
        Lifecycle = new SessionLifecycle(first);
        Commands = new CommandQueue(this, core.IdempotencyCache, core.Log);
        Logouts = new LogoutCoordinator(this);
        Credentials = new ResumeCredentials(this, core.ResumeTokens, core.Ids);
        Presence = new Presence(this);
        Replay = new EventReplayBuffer(core.Options, core.Time);
        Recorder = new SessionRecorder(this, core.Store);
    }

    public HisOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>The address of the client that logged in.</summary>
    public string RemoteAddress { get; }

    /// <summary>The failure messages in the language requested at the login.</summary>
    public FailureMessages Messages { get; }

    public SessionLifecycle Lifecycle { get; }

    public CommandQueue Commands { get; }

    public LogoutCoordinator Logouts { get; }

    public ResumeCredentials Credentials { get; }

    public Presence Presence { get; }

    /// <summary>The latest events, for a client that resumes.</summary>
    public EventReplayBuffer Replay { get; }

    public SessionRecorder Recorder { get; }

    /// <summary>Raised whenever anything in the session has changed.</summary>
    public ChangeSignal Changed { get; } = new();

    public ExceptionGuard Guard { get; }

    /// <summary>The link to the agent's client, connected or not.</summary>
    public ClientLink Client { get; }

    /// <summary>The session's state.</summary>
    /// <exception cref="InvalidOperationException">The agent is not logged in yet.</exception>
    public Session State => _state ?? throw NobodyIsLoggedIn();

    public ChannelGroupWorkflow ChannelGroup => _channelGroup ?? throw NobodyIsLoggedIn();

    /// <summary>The agent at each platform, in the order of the channels; empty until the agent is logged in.</summary>
    public List<Position> Positions => _state?.Positions ?? Nowhere;

    public string Id => State.Id;

    public string AgentId => State.Agent.Id;

    /// <summary>The session's id; <see langword="null"/> while no agent is logged in.</summary>
    public string? IdOrNull => _state?.Id;

    /// <summary>Whether the agent is logged on at any platform, by the last known state.</summary>
    public bool IsLoggedOn => Positions.Exists(static position => position.IsLoggedOn);

    /// <inheritdoc cref="SessionLifecycle.WasLoggedIn"/>
    public bool WasLoggedIn => Lifecycle.WasLoggedIn;

    /// <summary>Any thread: whether the session has ended, or its login has failed.</summary>
    public bool IsOver => Lifecycle.Phase == SessionPhase.Ended;

    /// <summary>The failure for requests to a session that has ended.</summary>
    public Failure EndedFailure => new(FailureCode.SessionEnded) { Cause = EndedBy };

    /// <summary>Why the session has ended; meaningful only once it has.</summary>
    public Cause EndedBy { get; private set; }

    /// <summary>Canceled when the session ends.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>The interactions that block a logout and every other end of the session (decision R13, I1).</summary>
    public IReadOnlyList<Blocker> Ongoing => ChannelGroups.ChannelGroup.Blockers(State.ChannelGroup.Channels, Options.WrapUpBlocksLogout);

    /// <summary>Whether events of a platform are queued that have not been applied yet.</summary>
    public bool IsBehind => Positions.Exists(static position => position.IsBehind);

    /// <summary>The number of events applied, of all platforms.</summary>
    public long SwitchEventCount => Positions.Sum(position => position.Events.Count);

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Takes a snapshot of the session for clients.</summary>
    public Snapshot View() =>
        State.View(
            isLoggingOut: Lifecycle.Phase == SessionPhase.LoggingOut,
            isLogoutPending: Logouts.Pending is not null,
            Options.AllowPendingLogout
        );

    /// <summary>Any thread: runs work on the session's scheduler.</summary>
    public void Post(Action work) => _scheduler.Post(work);

    /// <summary>Any thread: runs work on the session's scheduler, without a closure.</summary>
    public void Post(SendOrPostCallback work, object? state) => _scheduler.Post(work, state);

    /// <summary>Any thread: runs work on the session's scheduler and returns its result.</summary>
    public Task<T> OnSchedulerAsync<T>(Func<Task<T>> work) => _scheduler.RunAsync(work);

    /// <summary>Any thread: handles a request of the client.</summary>
    public void Handle(Request request) => Post(() => Guard.Observe(Commands.HandleAsync(request)));

    /// <summary>Any thread: handles the request of a client to continue this session on another connection.</summary>
    public void HandleResume(Request request) => Post(() => Guard.Observe(Commands.HandleResumeAsync(request)));

    /// <summary>Applies the queued events of every platform now, so that what follows sees their effects.</summary>
    public void ApplySwitchEvents()
    {
        foreach (var position in Positions)
        {
            position.ApplyEvents();
        }
    }

    /// <summary>Any thread: begins the takeover by a newer session of this agent.</summary>
    public Task<Takeover> BeginTakeoverAsync()
    {
        var asked = new TaskCompletionSource<Takeover>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => Guard.Observe(Takeover.HoldAsync(this, asked)));
        return asked.Task;
    }

    /// <summary>Gives the session its state.</summary>
    /// <param name="session">The state.</param>
    /// <param name="olderChannels">The channels of the session that this one takes over; states that continue keep their time.</param>
    public void Attach(Session session, IReadOnlyList<ChannelView>? olderChannels = null)
    {
        (_state, _older) = (session, olderChannels ?? []);
        _channelGroup = new ChannelGroupWorkflow(session.ChannelGroup, this);
        foreach (var position in session.Positions)
        {
            position.Channels = [.. _channelGroup.Channels.Where(channel => channel.Position == position)];
        }
    }

    /// <summary>Publishes the initial state of the session; the login is then complete.</summary>
    /// <param name="found">The state found at each platform.</param>
    public void PublishInitialState(IReadOnlyList<(Position Position, SwitchAgentState State)> found)
    {
        ChannelGroup.PublishInitialState(found);
        _older = [];
        Publish(new SessionInitialized(Id));
        Lifecycle.MoveTo(SessionPhase.LoggedIn);
        foreach (var position in Positions)
        {
            position.Begin(found.FirstOrDefault(it => it.Position == position).State);
        }

        if (!Client.IsConnected)
        {
            Presence.Lost();
        }
    }

    /// <summary>
    /// When an interaction that begins in this session entered its state: now, unless this session took the interaction over in that state.
    /// </summary>
    public DateTimeOffset SinceOf(SwitchInteractionState begun) =>
        _older.SelectMany(it => it.Interactions).FirstOrDefault(it => it.Id == begun.Id && it.State == begun.State)?.Since ?? Now;

    /// <summary>Numbers an event, sends it to the client, and records it.</summary>
    public void Publish(BusEvent what)
    {
        (what.Sequence, what.Time) = (++State.Sequence, Now);
        _witness?.Invoke(this, what);
        var message = Message.Event(what);
        if (!IsOver)
        {
            Replay.Add(message); // a session that has ended cannot be resumed
        }

        Client.Send(message);
        Recorder.Published(what); // last: a failed write must not keep the event from the client
    }

    /// <summary>Waits until a condition holds or the time is over. Checks again whenever something changes in the session.</summary>
    public Task WaitUntilAsync(Func<bool> holds, CancellationToken deadline) => WaitUntilAsync(holds, answer: null, deadline);

    /// <summary>Waits until a condition holds, the answer is there or the time is over.</summary>
    public async Task WaitUntilAsync(Func<bool> holds, Task? answer, CancellationToken deadline)
    {
        bool IsDone() => answer is { IsCompleted: true } || holds();

        if (IsDone())
        {
            return;
        }

        using var over = deadline.UnsafeRegister(static me => ((SessionActor)me!).RaiseChanged(), this);
        while (!IsDone() && !deadline.IsCancellationRequested)
        {
            await Changed.Next;
        }
    }

    /// <summary>Queries every platform again soon, and applies its state.</summary>
    public void RetryLater()
    {
        foreach (var position in Positions)
        {
            position.Reconciler.RetryLater();
        }
    }

    /// <summary>Step 9 of Logout, and the end of this actor. May be called twice.</summary>
    public void Dispose(Cause cause, Reason? reason)
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        EndedBy = cause;
        Guard.RunDisposalStep(() => Publish(new SessionDisposed(Id, cause, reason)));
        Guard.RunDisposalStep(() => Recorder.Ended(cause));
        _registry.Leave(AgentId, this);
        Commands.EvictLater();
        Credentials.End(cause);
        Presence.Dispose();
        _ended.Cancel();
        foreach (var position in Positions)
        {
            _ = Guard.RunDisposalStepAsync(position.DisposeAsync); // not awaited: disposal does not wait for a platform
        }

        Changed.Raise();
        LogEnded(_log, Id, cause);
    }

    private void RaiseChanged() => Post(Changed.Raise);

    /// <summary>Runs after each work item: its changes may end the session, or let a pending logout run.</summary>
    private void AfterWork()
    {
        if (Lifecycle.Phase == SessionPhase.LoggedIn)
        {
            Logouts.AfterWork();
        }
    }

    private static InvalidOperationException NobodyIsLoggedIn() => new("No agent is logged in to this session.");

    [LoggerMessage(3003, LogLevel.Information, "Session {Session} has ended: {Cause}")]
    private static partial void LogEnded(ILogger log, string session, Cause cause);
}
