using System.Globalization;
using System.Text;
using His.Bus;
using His.Platform;

namespace His.Sessions;

/// <summary>Validates a reason against the current policy (AF1, decision R8).</summary>
internal static class ReasonRules
{
    /// <summary>The maximum length of free text, in characters.</summary>
    public const int LongestText = 128;

    /// <summary>Whether the flow may continue with the given reason.</summary>
    /// <param name="policy">What the switch wants now.</param>
    /// <param name="given">The reason that the client sent; <see langword="null"/> for none.</param>
    /// <param name="reason">If accepted: the reason for the switch, or <see langword="null"/> for none.</param>
    /// <returns><see langword="false"/>: the client has to prompt for a reason (again), by the policy.</returns>
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
            // No reason was requested, so there is no list to check the code against: it is treated like free text.
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
    /// The text in Unicode normalization form C, trimmed; <see langword="null"/> if nothing visible is left or if it contains control or
    /// format characters, such as those that change the direction of writing.
    /// </summary>
    private static string? Normalised(string? text)
    {
        var normalised = text?.Normalize(NormalizationForm.FormC).Trim();
        return
            string.IsNullOrEmpty(normalised)
            || normalised.EnumerateRunes().Any(r => Rune.GetUnicodeCategory(r) is UnicodeCategory.Format or UnicodeCategory.Control)
            || normalised.EnumerateRunes().All(r => Rune.IsWhiteSpace(r) || Rune.GetUnicodeCategory(r) is UnicodeCategory.NonSpacingMark)
            ? null
            : normalised;
    }
}
