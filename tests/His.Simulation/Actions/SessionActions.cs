namespace His.Simulation.Actions;

/// <summary>Logs in, on a new connection.</summary>
/// <param name="IsOverride">Whether a session that there is may be taken over.</param>
/// <param name="IsPasswordRight">Whether the password is right.</param>
/// <param name="NoticedAfter">How long HIS takes to notice that the connection before is gone, in milliseconds.</param>
internal sealed record LogIn(bool IsOverride, bool IsPasswordRight, int NoticedAfter) : ClientAction
{
    protected override void Execute(World world, ClientModel client) =>
        client.LogIn(IsOverride, IsPasswordRight ? World.Password : "wrong", NoticedAfter);
}

/// <summary>Comes back with the token; without one, logs in.</summary>
internal sealed record Resume(bool HasRequestId, bool IsOverride, int NoticedAfter) : ClientAction
{
    protected override void Execute(World world, ClientModel client)
    {
        if (client.Token is { } token)
        {
            client.Resume(token, NoticedAfter, isNameless: !HasRequestId);
        }
        else
        {
            client.LogIn(IsOverride, World.Password, NoticedAfter);
        }
    }
}

/// <summary>Comes back with a token that is used up, or with one that nobody was given.</summary>
internal sealed record ResumeWrongly(bool IsGuess, int NoticedAfter) : ClientAction
{
    protected override void Execute(World world, ClientModel client) =>
        client.Resume(IsGuess ? "guessed" : client.OldToken ?? "none", NoticedAfter);
}

/// <summary>Is gone without a word.</summary>
internal sealed record Vanish(int NoticedAfter) : ClientAction
{
    protected override void Execute(World world, ClientModel client) => client.Vanish(NoticedAfter);
}

/// <summary>Reads what there is, or does not.</summary>
internal sealed record SetReading(bool IsReading) : ClientAction
{
    protected override void Execute(World world, ClientModel client)
    {
        if (client.Link is { } link)
        {
            link.IsReading = IsReading;
        }
    }
}

/// <summary>Which reason a logout gives.</summary>
internal enum GivenReason
{
    None,

    /// <summary>One of those that are offered.</summary>
    Offered,

    /// <summary>One that is not offered.</summary>
    Stale,

    /// <summary>A text.</summary>
    Text,
}

/// <summary>Logs out.</summary>
/// <param name="Reason">With which reason.</param>
/// <param name="Offer">Which of those that are offered.</param>
/// <param name="WhenPossible">Whether it may wait for interactions to be over.</param>
/// <param name="HasRequestId">Whether the request can be sent again.</param>
internal sealed record LogOut(GivenReason Reason, Pick Offer, bool WhenPossible, bool HasRequestId) : ClientAction
{
    protected override void Execute(World world, ClientModel client) =>
        client.Ask(
            "session.request.logout",
            WhenPossible ? "\"whenPossible\":true" : "",
            client.RequestIdIf(HasRequestId),
            code: world.ReasonCode(Reason, Offer),
            text: Reason == GivenReason.Text ? "bye" : null
        );
}

/// <summary>Takes back a logout that waits.</summary>
internal sealed record CancelLogout : ClientAction
{
    protected override void Execute(World world, ClientModel client) => client.Ask("session.request.cancellogout");
}

/// <summary>Asks for the result of the last logout on a new connection.</summary>
internal sealed record FetchLogout(int NoticedAfter) : ClientAction
{
    protected override void Execute(World world, ClientModel client) => client.Fetch(NoticedAfter);
}

/// <summary>Asks what a logout would do.</summary>
internal sealed record AskLogoutPlan : ClientAction
{
    protected override void Execute(World world, ClientModel client) => client.Ask("session.request.logoutplan");
}

/// <summary>Asks whether HIS is there.</summary>
internal sealed record Ping : ClientAction
{
    protected override void Execute(World world, ClientModel client) => client.Ask("session.request.ping");
}

/// <summary>Sends the last command again: a double click, or somebody who is not sure.</summary>
internal sealed record RepeatRequest : ClientAction
{
    protected override void Execute(World world, ClientModel client) => client.AskAgain();
}

/// <summary>Sends another command with the request id of the last one.</summary>
internal sealed record ReuseRequestId : ClientAction
{
    protected override void Execute(World world, ClientModel client) => client.AskOtherwise();
}
