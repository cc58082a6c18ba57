using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace His.Platform.Simulator.Remote;

/// <summary>
/// One HIS at the switch, from its first line to the end of its connection. Commands it sent are still executed after it is gone; their
/// results are dropped, and its logins receive no more events.
/// </summary>
internal sealed class ClientSession(SimulatedSwitch simulated, TcpClient client, Uri? panel, CancellationToken stop)
{
    private const int MaxAtOnce = 100_000;
    private const int MaxLogins = 1_000_000;

    private static readonly TimeSpan HelloWithin = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _waiting = [];
    private readonly ConcurrentDictionary<long, IPlatformAgent> _logins = [];
    private Outbox<ResponseMessage> _outbox = null!;

    public async Task ServeAsync()
    {
        _outbox = new Outbox<ResponseMessage>(JsonLineProtocol.Json.ResponseMessage, client.Dispose);
        using var ofEnd = _end;
        using var ofClient = client;
        client.NoDelay = true;
        var stream = client.GetStream();
        var writing = _outbox.WriteToAsync(stream, _end.Token);
        simulated.Changed += Changed;
        try
        {
            await ReadAsync(PipeReader.Create(stream)).ConfigureAwait(false);
        }
        catch (Exception ended) when (JsonLineProtocol.IsEnd(ended))
        {
            // The connection ended, or its data violated the protocol; other connections are not affected.
        }

        simulated.Changed -= Changed;
        await _end.CancelAsync().ConfigureAwait(false);
        foreach (var login in _logins.Values)
        {
            await login.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var asked in _waiting.Values)
        {
            await asked.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (Exception ended) when (JsonLineProtocol.IsEnd(ended))
        {
            // As above.
        }
    }

    private async Task ReadAsync(PipeReader reader)
    {
        using (var hello = CancellationTokenSource.CreateLinkedTokenSource(_end.Token))
        {
            hello.CancelAfter(HelloWithin);
            if (
                await JsonLineProtocol
                    .ReadAsync(reader, JsonLineProtocol.Json.RequestMessage, JsonLineProtocol.LongestAsked, hello.Token)
                    .ConfigureAwait(false)
                is not { Do: RequestKind.Hello } first
            )
            {
                throw new BadLineException("it is no greeting");
            }

            TellSwitch();
            if (first.Number != JsonLineProtocol.Version)
            {
                throw new BadLineException("it is of another version");
            }
        }

        while (
            await JsonLineProtocol
                .ReadAsync(reader, JsonLineProtocol.Json.RequestMessage, JsonLineProtocol.LongestAsked, _end.Token)
                .ConfigureAwait(false)
                is { } asked
        )
        {
            Hear(asked);
        }
    }

    private void Changed(object? sender, EventArgs e) => TellSwitch();

    private void TellSwitch() =>
        _outbox.Say(
            new ResponseMessage
            {
                Switch = new SwitchSaid(
                    JsonLineProtocol.Version,
                    simulated.IsAvailable,
                    simulated.Settings.Capabilities,
                    panel?.ToString()
                ),
            }
        );

    private void Hear(RequestMessage asked)
    {
        if (!asked.IsWhole)
        {
            throw new BadLineException("it lacks what it needs");
        }

        switch (asked.Do)
        {
            case RequestKind.GiveUp:
                if (_waiting.TryGetValue(asked.Number, out var givenUp))
                {
                    givenUp.Cancel();
                }

                return;
            case RequestKind.LetGo:
                if (_logins.TryRemove(asked.Login, out var login))
                {
                    _ = login.DisposeAsync().AsTask();
                }

                return;
            case RequestKind.Ping:
                Answer(new AnswerSaid { Number = asked.Number });
                return;
        }

        // Requests begin in the order of arrival: the switch has each before the next line is read.
        var deadline = new CancellationTokenSource();
        if (_waiting.Count >= MaxAtOnce || _logins.Count >= MaxLogins || !_waiting.TryAdd(asked.Number, deadline))
        {
            throw new BadLineException("its number is in use, or there are too many");
        }

        _ = CarryOutAsync(asked, deadline);
    }

    private async Task CarryOutAsync(RequestMessage asked, CancellationTokenSource deadline)
    {
        AnswerSaid answer;
        try
        {
            answer = await DoAsync(asked, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception none) when (none is OperationCanceledException or ObjectDisposedException)
        {
            answer = new AnswerSaid { Number = asked.Number, IsGivenUp = true };
        }
        finally
        {
            _waiting.TryRemove(asked.Number, out _);
        }

        Answer(answer);
    }

    private void Answer(AnswerSaid answer) => _outbox.Say(new ResponseMessage { Answer = answer });

    private async Task<AnswerSaid> DoAsync(RequestMessage asked, CancellationToken deadline)
    {
        switch (asked.Do)
        {
            case RequestKind.Authenticate:
                var credentials = new AgentCredentials(asked.Agent!.Id, asked.Password!);
                return new AnswerSaid
                {
                    Number = asked.Number,
                    Agent = await simulated.AuthenticateAsync(credentials, deadline).ConfigureAwait(false),
                };
            case RequestKind.LogIn:
                return LoggedIn(
                    asked,
                    await simulated
                        .LogInAsync(this, asked.Agent!, asked.Endpoint, new NewsOf(asked.Login, _outbox), deadline)
                        .ConfigureAwait(false)
                );
            case RequestKind.Find:
                return LoggedIn(
                    asked,
                    await simulated.FindAsync(this, asked.Agent!, new NewsOf(asked.Login, _outbox), deadline).ConfigureAwait(false)
                );
            case RequestKind.List:
                return new AnswerSaid
                {
                    Number = asked.Number,
                    There = await simulated.WhoIsThereAsync(this, deadline).ConfigureAwait(false),
                };
        }

        if (!_logins.TryGetValue(asked.Login, out var login))
        {
            return Said(asked, CommandResult.Unavailable);
        }

        switch (asked.Do)
        {
            case RequestKind.Ask:
                return new AnswerSaid { Number = asked.Number, State = await login.GetStateAsync(deadline).ConfigureAwait(false) };
            case RequestKind.Dial:
                var dialled = await login.DialAsync(asked.Channel!, asked.Target!, deadline).ConfigureAwait(false);
                return Said(asked, dialled.Result) with { Interaction = dialled.InteractionId };
        }

        return Said(
            asked,
            await (
                asked.Do switch
                {
                    RequestKind.Activate => login.ActivateAsync(asked.Channel!, deadline),
                    RequestKind.Deactivate => login.DeactivateAsync(asked.Channel!, deadline),
                    RequestKind.Ready => login.MakeReadyAsync(asked.Channel!, deadline),
                    RequestKind.NotReady => login.MakeNotReadyAsync(asked.Channel!, asked.Reason, deadline),
                    RequestKind.Handle => login.ExecuteAsync(asked.Interaction!, asked.Command!.Value, asked.Target, deadline),
                    _ => login.LogOffAsync(asked.Reason, deadline),
                }
            ).ConfigureAwait(false)
        );
    }

    private AnswerSaid LoggedIn(RequestMessage asked, LogInResult answer)
    {
        switch (answer)
        {
            case LogInResult.LoggedIn it:
                _logins[asked.Login] = it.Agent;
                if (_end.IsCancellationRequested)
                {
                    _ = it.Agent.DisposeAsync().AsTask(); // no client will release it
                }

                return new AnswerSaid
                {
                    Number = asked.Number,
                    Login = LoginSaid.LoggedIn,
                    State = it.State,
                    Warnings = it.Warnings.Count == 0 ? null : it.Warnings,
                };
            case LogInResult.Refused refused:
                return new AnswerSaid
                {
                    Number = asked.Number,
                    Login = LoginSaid.Refused,
                    SwitchError = refused.SwitchError,
                };
            default:
                return new AnswerSaid
                {
                    Number = asked.Number,
                    Login =
                        answer is LogInResult.EndpointInUse ? LoginSaid.EndpointInUse
                        : answer is LogInResult.EndpointUnknown ? LoginSaid.EndpointUnknown
                        : LoginSaid.Unavailable,
                };
        }
    }

    private static AnswerSaid Said(RequestMessage asked, CommandResult answer) =>
        new()
        {
            Number = asked.Number,
            Kind = answer.Outcome,
            SwitchError = answer.SwitchError,
            RetryAfter = answer.RetryAfter,
        };

    /// <summary>Sends the events of one login, inside the agent's lock and so in order.</summary>
    private sealed class NewsOf(long login, Outbox<ResponseMessage> outbox) : IAgentEventSink
    {
        public void OnEvent(SwitchEvent switchEvent) => outbox.Say(new ResponseMessage { News = NewsSaid.Of(login, switchEvent) });
    }
}
