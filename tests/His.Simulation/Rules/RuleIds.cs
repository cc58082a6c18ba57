namespace His.Simulation;

/// <summary>Something that must hold does not. The rule is the name by which runs are compared while a plan is made smaller.</summary>
internal sealed class BrokenRuleException : Exception
{
    public BrokenRuleException(string rule, string what)
        : base($"{rule}: {what}") => Rule = rule;

    public string Rule { get; }
}

/// <summary>The rules, by the names of use-case decisions where they have one (docs/simulation.md).</summary>
internal static class RuleIds
{
    public const string NoDisposalInAnInteraction = "I1";
    public const string OneOwner = "I2";
    public const string Sequence = "I3";
    public const string DisposalOrder = "I4";
    public const string NothingChanged = "I5";
    public const string AnswerIsTruth = "I6";
    public const string Answered = "I7";
    public const string NothingLeft = "I8";
    public const string Defect = "Defect";
    public const string Events = "Events";
    public const string AnswerOrder = "R18";
    public const string WhichReason = "R8";
    public const string Absence = "R15";
    public const string LoggingOut = "R11";
    public const string Resume = "Resume";
    public const string FirstFailure = "R12";
    public const string Step6 = "Step 6";
    public const string Forbidden = "Forbidden";
    public const string Once = "Once";
    public const string BySwitch = "R14";
    public const string Rest = "Rest";
    public const string Journal = "I9";
    public const string Durable = "R2";
    public const string InteractionBegan = "R4";
    public const string Later = "AF2";
    public const string NothingForbidden = "EF2";
    public const string StateDecides = "R6";
    public const string ReadyAgain = "Step 6a";
    public const string Compared = "Compared";
    public const string Orphan = "Orphan";
    public const string Queues = "Queues";

    public static void Require(bool holds, string rule, string what)
    {
        if (!holds)
        {
            throw new BrokenRuleException(rule, what);
        }
    }

    public static void Require(
        bool holds,
        string rule,
        [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument("holds")] ref Words what
    )
    {
        if (!holds)
        {
            throw new BrokenRuleException(rule, what.ToString());
        }
    }

    public static BrokenRuleException Broken(string rule, string what) => new(rule, what);
}

/// <summary>Words that are put together only where the rule is broken: thousands of rules hold for each one that does not.</summary>
[System.Runtime.CompilerServices.InterpolatedStringHandler]
internal ref struct Words
{
    private System.Runtime.CompilerServices.DefaultInterpolatedStringHandler _text;
    private readonly bool _isWanted;

    public Words(int literalLength, int formattedCount, bool holds, out bool isWanted)
    {
        this._isWanted = isWanted = !holds;
        _text = isWanted ? new(literalLength, formattedCount, System.Globalization.CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _isWanted ? _text.ToString() : "";
}
