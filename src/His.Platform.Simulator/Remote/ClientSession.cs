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
    private SwitchClient _switch = null!;

    public async Task ServeAsync()
    {
        _outbox = new Outbox<ResponseMessage>(JsonLineProtocol.Json.ResponseMessage, client.Dispose);
        _switch = simulated.ClientOf(this);
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

        foreach (var request in _waiting.Values)
        {
            await request.CancelAsync().ConfigureAwait(false);
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
                    .ReadAsync(reader, JsonLineProtocol.Json.RequestMessage, JsonLineProtocol.MaxRequestBytes, hello.Token)
                    .ConfigureAwait(false)
                is not { Do: RequestKind.Hello } first
            )
            {
                throw new BadLineException("it is not a hello");
            }

            SendStatus();
            if (first.Number != JsonLineProtocol.Version)
            {
                throw new BadLineException("its protocol version is not supported");
            }
        }

        while (
            await JsonLineProtocol
                .ReadAsync(reader, JsonLineProtocol.Json.RequestMessage, JsonLineProtocol.MaxRequestBytes, _end.Token)
                .ConfigureAwait(false)
                is { } request
        )
        {
            Receive(request);
        }
    }

    private void Changed(object? sender, EventArgs e) => SendStatus();

    private void SendStatus() =>
        _outbox.Send(
            new ResponseMessage
            {
                Switch = new SwitchStatus(
                    JsonLineProtocol.Version,
                    simulated.IsAvailable,
                    simulated.Settings.Capabilities,
                    panel?.ToString()
                ),
            }
        );

    private void Receive(RequestMessage request)
    {
        if (!request.IsWhole)
        {
            throw new BadLineException("a required member is missing");
        }

        switch (request.Do)
        {
            case RequestKind.GiveUp:
                if (_waiting.TryGetValue(request.Number, out var givenUp))
                {
                    givenUp.Cancel();
                }

                return;
            case RequestKind.LetGo:
                if (_logins.TryRemove(request.Login, out var login))
                {
                    _ = login.DisposeAsync().AsTask();
                }

                return;
            case RequestKind.Ping:
                Send(new Response { Number = request.Number });
                return;
        }

        // Requests begin in the order of arrival: the switch has each before the next line is read.
        var deadline = new CancellationTokenSource();
        if (_waiting.Count >= MaxAtOnce || _logins.Count >= MaxLogins || !_waiting.TryAdd(request.Number, deadline))
        {
            throw new BadLineException("its number is in use, or too many requests are pending");
        }

        _ = RespondAsync(request, deadline);
    }

    private async Task RespondAsync(RequestMessage request, CancellationTokenSource deadline)
    {
        Response response;
        try
        {
            response = await ExecuteAsync(request, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception none) when (none is OperationCanceledException or ObjectDisposedException)
        {
            response = new Response { Number = request.Number, IsGivenUp = true };
        }
        finally
        {
            _waiting.TryRemove(request.Number, out _);
        }

        Send(response);
    }

    private void Send(Response response) => _outbox.Send(new ResponseMessage { Answer = response });

    private async Task<Response> ExecuteAsync(RequestMessage request, CancellationToken deadline)
    {
        switch (request.Do)
        {
            case RequestKind.Authenticate:
                var credentials = new AgentCredentials(request.Agent!.Id, request.Password!);
                return new Response
                {
                    Number = request.Number,
                    Agent = await simulated.AuthenticateAsync(credentials, deadline).ConfigureAwait(false),
                };
            case RequestKind.LogIn:
                return ResponseToLogin(
                    request,
                    await _switch
                        .LogInAsync(request.Agent!, request.Endpoint, new LoginEvents(request.Login, _outbox), deadline)
                        .ConfigureAwait(false)
                );
            case RequestKind.Find:
                return ResponseToLogin(
                    request,
                    await _switch.ReattachAsync(request.Agent!, new LoginEvents(request.Login, _outbox), deadline).ConfigureAwait(false)
                );
            case RequestKind.List:
                return new Response { Number = request.Number, There = await _switch.ListAgentsAsync(deadline).ConfigureAwait(false) };
        }

        if (!_logins.TryGetValue(request.Login, out var login))
        {
            return ResponseTo(request, CommandResult.Unavailable);
        }

        switch (request.Do)
        {
            case RequestKind.Ask:
                return new Response { Number = request.Number, State = await login.GetStateAsync(deadline).ConfigureAwait(false) };
            case RequestKind.Dial:
                var dialed = await login.DialAsync(request.Channel!, request.Target!, deadline).ConfigureAwait(false);
                return ResponseTo(request, dialed.Result) with { Interaction = dialed.InteractionId };
        }

        return ResponseTo(
            request,
            await (
                request.Do switch
                {
                    RequestKind.Activate => login.ActivateAsync(request.Channel!, deadline),
                    RequestKind.Deactivate => login.DeactivateAsync(request.Channel!, deadline),
                    RequestKind.Ready => login.MakeReadyAsync(request.Channel!, deadline),
                    RequestKind.NotReady => login.MakeNotReadyAsync(request.Channel!, request.Reason, deadline),
                    RequestKind.Handle => login.ExecuteAsync(request.Interaction!, request.Command!.Value, request.Target, deadline),
                    _ => login.LogOffAsync(request.Reason, deadline),
                }
            ).ConfigureAwait(false)
        );
    }

    private Response ResponseToLogin(RequestMessage request, LogInResult response)
    {
        switch (response)
        {
            case LogInResult.LoggedIn it:
                _logins[request.Login] = it.Agent;
                if (_end.IsCancellationRequested)
                {
                    _ = it.Agent.DisposeAsync().AsTask(); // no client will release it
                }

                return new Response
                {
                    Number = request.Number,
                    Login = LoginOutcome.LoggedIn,
                    State = it.State,
                    Warnings = it.Warnings.Count == 0 ? null : it.Warnings,
                };
            case LogInResult.Refused refused:
                return new Response
                {
                    Number = request.Number,
                    Login = LoginOutcome.Refused,
                    SwitchError = refused.SwitchError,
                };
            default:
                return new Response
                {
                    Number = request.Number,
                    Login =
                        response is LogInResult.EndpointInUse ? LoginOutcome.EndpointInUse
                        : response is LogInResult.EndpointUnknown ? LoginOutcome.EndpointUnknown
                        : LoginOutcome.Unavailable,
                };
        }
    }

    private static Response ResponseTo(RequestMessage request, CommandResult response) =>
        new()
        {
            Number = request.Number,
            Kind = response.Outcome,
            SwitchError = response.SwitchError,
            RetryAfter = response.RetryAfter,
        };

    /// <summary>Sends the events of one login, inside the agent's lock and so in order.</summary>
    private sealed class LoginEvents(long login, Outbox<ResponseMessage> outbox) : IAgentEventSink
    {
        public void OnEvent(SwitchEvent switchEvent) => outbox.Send(new ResponseMessage { News = EventMessage.Of(login, switchEvent) });
    }
}
