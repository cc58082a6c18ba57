using System.Runtime.CompilerServices;
using System.Text.Json;
using His.Bus;
using His.Platform.Simulator;

namespace His.Simulation.Rules;

/// <summary>
/// Something that must hold in every run. Each run has its own, so that a rule may remember what it needs. It overrides the moments that it
/// looks at; the others cost nothing.
/// </summary>
internal abstract class Rule
{
    /// <summary>The name by which it is known, as in docs/simulation.md.</summary>
    public abstract string Id { get; }

    /// <summary>The run.</summary>
    public World World { get; set; } = null!;

    /// <summary>A session has published an event: it is the last one of <see cref="SessionOracle.Told"/>, and the model has it.</summary>
    public virtual void OnEvent(SessionOracle session, BusEvent what) { }

    /// <summary>HIS tells the switch something, or asks.</summary>
    public virtual void OnCommand(RecordedCommand command) { }

    /// <summary>HIS has answered a request.</summary>
    public virtual void OnResponse(Response response) { }

    /// <summary>Nothing can run until time goes on or something happens. For each session that lives and has asked the switch.</summary>
    public virtual void AtRest(SessionOracle session) { }

    /// <summary>The same, once for each connection that is open.</summary>
    public virtual void AtRest(Link link) { }

    /// <summary>Everybody has left, and nothing is to come.</summary>
    public virtual void AtEnd() { }

    /// <summary>The rule is broken unless this holds.</summary>
    protected void Require(bool holds, [InterpolatedStringHandlerArgument("holds")] ref Words what)
    {
        if (!holds)
        {
            throw new BrokenRuleException(Id, what.ToString());
        }
    }
}

/// <summary>A rule that is required where something is done, and not by a class of its own: by the model of a client, by the disk.</summary>
internal sealed class InlineRule(string id) : Rule
{
    public override string Id => id;
}

/// <summary>An answer of HIS.</summary>
/// <param name="Link">On which connection.</param>
/// <param name="Request">To what.</param>
/// <param name="Failure">The name of the failure; <see langword="null"/> for a success.</param>
/// <param name="Body">The result, or the error.</param>
internal readonly record struct Response(Link Link, Asked Request, string? Failure, JsonElement Body)
{
    /// <summary>The data of the error.</summary>
    public JsonElement Data => Body.GetProperty("data"u8);

    /// <summary>The session of its connection when it was asked.</summary>
    public SessionOracle? Session => Request.Session;

    /// <summary>Whether it succeeded at once, and need not wait.</summary>
    public bool IsDone => Failure is null && !Body.TryGetProperty("pending"u8, out _);
}
