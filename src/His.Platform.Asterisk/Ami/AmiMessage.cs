using System.Runtime.InteropServices;

namespace His.Platform.Asterisk.Ami;

/// <summary>A message of the switch: headers in order; a header may occur more than once.</summary>
internal sealed class AmiMessage(List<AmiField> fields)
{
    /// <summary>Stands for a message that could not be read: something was sent here and is not known.</summary>
    public static AmiMessage Gap { get; } = new([]);

    public IReadOnlyList<AmiField> Fields => fields;

    /// <summary>The name of the event, or the empty text if the message is not an event.</summary>
    public string Event { get; } = First(fields, "Event") ?? "";

    /// <summary>The first value of a header, or the empty text. Case-insensitive.</summary>
    public string this[string key] => First(fields, key) ?? "";

    public bool Has(string key) => First(fields, key) is not null;

    public override string ToString() =>
        Event.Length > 0 ? Event
        : Has("Response") ? "Response"
        : "Message";

    private static string? First(List<AmiField> fields, string key)
    {
        foreach (ref readonly var field in CollectionsMarshal.AsSpan(fields))
        {
            if (field.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
            {
                return field.Value;
            }
        }

        return null;
    }
}

/// <summary>A response with the items of its list, if it has one.</summary>
/// <param name="Response">The response itself.</param>
/// <param name="Items">The items that could be read.</param>
/// <param name="IsWhole">Whether these are all items: as many as the switch says it sent.</param>
internal sealed record AmiReply(AmiMessage Response, IReadOnlyList<AmiMessage> Items, bool IsWhole = true)
{
    public bool IsSuccess => Response["Response"].Equals("Success", StringComparison.OrdinalIgnoreCase);

    /// <summary>The switch's own text, safe for a log.</summary>
    public string Message => Plain(Response["Message"]);

    /// <summary>A text from outside as one line.</summary>
    public static string Plain(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Where(character => !char.IsControl(character))) : text;
}
