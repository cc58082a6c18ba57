using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace His.Bus;

/// <summary>
/// The failure messages for agents: one file per language, one message per failure. If a failure names a member that an agent has filled
/// in, or a channel, there may be a specific message: <c>InvalidParams.params.endpoint</c>, <c>OngoingInteraction.channel</c>. MediaBar's
/// build uses the same files.
/// </summary>
internal sealed class FailureMessages
{
    private static readonly FrozenDictionary<string, FailureMessages> Languages = new[] { "en", "de", "es", "ar" }.ToFrozenDictionary(
        language => language,
        Load,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The message that is appended to any failure that was partly done.</summary>
    private const string NotDoneIn = nameof(NotDoneIn);

    private readonly FrozenDictionary<string, string> _messages;

    private FailureMessages(string language, FrozenDictionary<string, string> messages) =>
        (Language, this._messages) = (language, messages);

    public static FailureMessages English => Languages["en"];

    /// <summary>The language code, such as <c>en</c>.</summary>
    public string Language { get; }

    /// <summary>The codes of all supported languages.</summary>
    public static IEnumerable<string> All => Languages.Keys;

    /// <summary>The message for a failure, with its placeholders filled in.</summary>
    public string this[Failure failure] =>
        (
            (_messages.GetValueOrDefault($"{failure.Name}.{About(failure)}") ?? _messages[failure.Name])
            + (failure.Queues is { Count: > 0 } ? $" {_messages[NotDoneIn]}" : "")
        )
            .Replace("{channel}", failure.ChannelId ?? "?", StringComparison.Ordinal)
            .Replace("{path}", failure.Path ?? "?", StringComparison.Ordinal)
            .Replace("{seconds}", (failure.RetryAfterSeconds ?? 0).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{queues}", string.Join(", ", failure.Queues ?? []), StringComparison.Ordinal);

    /// <summary>The best supported language for a preference in the format of the header <c>Accept-Language</c>; else English.</summary>
    public static FailureMessages For(string? wish)
    {
        if (string.IsNullOrEmpty(wish))
        {
            return English;
        }

        var best = wish.Split(',', 16, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(range => range.Split(';', 2, StringSplitOptions.TrimEntries))
            .Select(parts => (Language: parts[0].Split('-', '_')[0], Weight: Weight(parts)))
            .Where(range => range.Weight > 0 && Languages.ContainsKey(range.Language))
            .OrderByDescending(range => range.Weight)
            .FirstOrDefault();
        return best.Language is null ? English : Languages[best.Language];
    }

    private static string? About(Failure failure) => failure.Path ?? (failure.ChannelId is null ? null : "channel");

    private static double Weight(string[] parts) =>
        parts.Length == 1 ? 1
        : parts[1].StartsWith("q=", StringComparison.OrdinalIgnoreCase)
        && double.TryParse(parts[1].AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            ? weight
        : 0;

    private static FailureMessages Load(string language)
    {
        using var file = typeof(FailureMessages).Assembly.GetManifestResourceStream($"FailureMessages.{language}")!;
        using var json = JsonDocument.Parse(file);
        return new FailureMessages(
            language,
            json.RootElement.EnumerateObject().ToFrozenDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal)
        );
    }
}
