namespace His.Platform.Asterisk.Ami;

/// <summary>A message of the switch: headers in their order, of which some may come more than once.</summary>
internal sealed class AmiMessage(IReadOnlyList<AmiField> fields)
{
    /// <summary>Stands where a message could not be read: something was said here and is not known.</summary>
    public static AmiMessage Gap { get; } = new([]);

    public IReadOnlyList<AmiField> Fields => fields;

    /// <summary>The name of the event, or the empty text when the message is none.</summary>
    public string Event { get; } = First(fields, "Event") ?? "";

    /// <summary>The first value of a header, or the empty text. Letter case does not count.</summary>
    public string this[string key] => First(fields, key) ?? "";

    public bool Has(string key) => First(fields, key) is not null;

    public override string ToString() => Event.Length > 0 ? Event : Has("Response") ? "Response" : "Message";

    private static string? First(IReadOnlyList<AmiField> fields, string key)
    {
        foreach (var field in fields)
        {
            if (field.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) return field.Value;
        }

        return null;
    }
}

/// <summary>An answer with the items of its list, if it is one.</summary>
internal sealed record AmiReply(AmiMessage Response, IReadOnlyList<AmiMessage> Items)
{
    public bool IsSuccess => Response["Response"].Equals("Success", StringComparison.OrdinalIgnoreCase);

    /// <summary>The switch's own words.</summary>
    public string Message => Response["Message"];
}
