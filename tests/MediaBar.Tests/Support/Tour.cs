namespace MediaBar.Tests.Support;

/// <summary>How a tour looks at the screens.</summary>
/// <param name="Name">What its pictures are called.</param>
/// <param name="Width">How wide the window is.</param>
/// <param name="Dark">Whether the system prefers dark.</param>
/// <param name="Language">What is spoken.</param>
/// <param name="ForcedColors">Whether the system replaces all colours.</param>
internal sealed record Look(string Name, int Width, bool Dark, string Language, bool ForcedColors)
{
    /// <summary>The look of these words, such as <c>narrow dark</c>.</summary>
    public static Look Named(string words)
    {
        var each = words.Split(' ');
        return new Look(
            string.Join('-', each),
            each.Contains("narrow") ? Scenario.Narrow : Scenario.Wide,
            each.Contains("dark"),
            each.Contains("rtl") ? "ar"
                : each.Contains("german") ? "de"
                : "en",
            each.Contains("forced-colors")
        );
    }
}

/// <summary>Goes from screen to screen; at each takes a picture and looks for what is wrong.</summary>
internal sealed class Tour(AgentPage alice, Look look)
{
    /// <summary>The names of all controls that the edge of the bar, or of the dialog, cuts off.</summary>
    private const string CutOff = """
        frame => [...frame.querySelectorAll('button, input, select, .still')].filter(control => {
          const edge = (control.closest('dialog') ?? frame).getBoundingClientRect();
          const { left, right, width } = control.getBoundingClientRect();
          return width > 0 && (left < edge.left - 1 || right > edge.right + 1);
        }).map(control => control.ariaLabel ?? control.innerText ?? control.name)
        """;

    private readonly List<string> _findings = [];

    public static string Pictures => Path.Combine(Prerequisites.Repository, "artifacts", "screenshots");

    /// <summary>What was found wrong, on all screens.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Begins: a browser as the look wants it, in which the rules may be brought in.</summary>
    public static BrowserNewContextOptions ProfileFor(Look look) =>
        new()
        {
            BypassCSP = true,
            ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light,
            ForcedColors = look.ForcedColors ? ForcedColors.Active : ForcedColors.None,
            ReducedMotion = ReducedMotion.Reduce,
        };

    /// <summary>A screen has been reached.</summary>
    public async Task LookAsync(string screen)
    {
        await alice.Page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(Pictures, $"{look.Name}-{screen}.png"),
                Animations = ScreenshotAnimations.Disabled,
                Caret = ScreenshotCaret.Hide,
            }
        );
        _findings.AddRange((await Axe.FindingsAsync(alice.Page)).Select(finding => $"{screen}: {finding}"));
        if (!await alice.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"))
        {
            _findings.Add($"{screen}: wider than the window");
        }

        _findings.AddRange((await alice.Bar.EvaluateAsync<string[]>(CutOff)).Select(label => $"{screen}: cut off: {label}"));
    }
}
