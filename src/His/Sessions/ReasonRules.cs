using System.Globalization;
using System.Text;
using His.Bus;
using His.Platform;

namespace His.Sessions;

/// <summary>Judges a reason by the policy of the moment (AF1, decision R8).</summary>
internal static class ReasonRules
{
    /// <summary>The longest free text, in characters.</summary>
    public const int LongestText = 128;

    /// <summary>
    /// Whether the flow may go on with what was given.
    /// </summary>
    /// <param name="policy">What the switch wants now.</param>
    /// <param name="given">What the client sent.</param>
    /// <param name="reason">With a yes: the reason to hand on, or <see langword="null"/> for none.</param>
    /// <returns><see langword="false"/>: ask for a reason (again), with the policy.</returns>
    public static bool Accepts(this ReasonPolicy policy, ReasonGiven? given, out Reason? reason)
    {
        reason = null;
        if (given is null || given.IsEmpty)
        {
            return policy.Requirement != ReasonRequirement.Required;
        }

        var text = Normalised(given.Text);
        if (!string.IsNullOrEmpty(given.Text) && text is null)
        {
            return false;
        }

        if (policy.Requirement == ReasonRequirement.None)
        {
            // Nobody asked, so there is no list to hold the code against: it is a text like the other.
            var code = Normalised(given.Code);
            reason = new Reason(code, text);
            return code is not null || string.IsNullOrEmpty(given.Code);
        }

        var offer = policy.Reasons.FirstOrDefault(r => string.Equals(r.Code, given.Code, StringComparison.Ordinal));
        if ((!string.IsNullOrEmpty(given.Code) && offer is null) || (text is not null && !policy.FreeText))
        {
            return false;
        }

        reason = new Reason(offer?.Code, text, offer?.Label);
        return true;
    }

    /// <summary>
    /// The text in normal form C without blanks around it; <see langword="null"/> where nothing visible is left or where it has
    /// characters that people cannot see: invisible ones and those that turn the direction of writing.
    /// </summary>
    private static string? Normalised(string? text)
    {
        var normalised = text?.Normalize(NormalizationForm.FormC).Trim();
        return string.IsNullOrEmpty(normalised)
            || normalised.EnumerateRunes().Any(r => Rune.GetUnicodeCategory(r) is UnicodeCategory.Format or UnicodeCategory.Control)
            || normalised.EnumerateRunes().All(r => Rune.IsWhiteSpace(r) || Rune.GetUnicodeCategory(r) is UnicodeCategory.NonSpacingMark)
                ? null
                : normalised;
    }
}
