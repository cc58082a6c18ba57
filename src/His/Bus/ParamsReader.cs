using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace His.Bus;

/// <summary>
/// Reads params strictly: unknown, duplicate, missing and null members and members of the wrong type are refused with the path of the
/// first of them. The rules are derived from the type.
/// </summary>
internal static class ParamsReader
{
    private static ReadOnlySpan<byte> NoParams => "{}"u8;

    public static Outcome<T> Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : RequestParams
    {
        json = json.IsEmpty ? NoParams : json;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (Walk(ref reader, type, "params") is { } path)
        {
            return Failure.InvalidParams(path);
        }

        try
        {
            var read = JsonSerializer.Deserialize(json, type)!;
            return read.Check() is { } failure ? failure : read;
        }
        catch (JsonException mistyped)
        {
            return Failure.InvalidParams("params" + (mistyped.Path ?? "$")[1..]);
        }
    }

    /// <summary>Checks the object at which the reader is positioned; returns the path of the first invalid member, or null.</summary>
    private static string? Walk(ref Utf8JsonReader reader, JsonTypeInfo type, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return path;
        }

        var seen = new HashSet<JsonPropertyInfo>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // An unknown name is truncated: the answer to a long one need not be long.
            if (
                !TryGetText(ref reader, out var name)
                || type.Properties.FirstOrDefault(p => p.Name == name) is not { } property
                || !seen.Add(property)
            )
            {
                return $"{path}.{(name.Length > 64 ? name[..64] : name)}";
            }

            reader.Read();
            var member = $"{path}.{name}";
            if (!Fits(ref reader, property))
            {
                return member;
            }

            var inner = reader.TokenType switch
            {
                JsonTokenType.StartObject => Walk(ref reader, type.Options.GetTypeInfo(property.PropertyType), member),
                JsonTokenType.StartArray => WalkList(ref reader, type.Options.GetTypeInfo(typeof(PlatformReasonGiven)), member),
                _ => null,
            };
            if (inner is not null)
            {
                return inner;
            }
        }

        return type.Properties.FirstOrDefault(p => p.IsRequired && !seen.Contains(p)) is { } missing ? $"{path}.{missing.Name}" : null;
    }

    /// <summary>Checks the list at which the reader is positioned; returns the path of the first invalid member, or null.</summary>
    private static string? WalkList(ref Utf8JsonReader reader, JsonTypeInfo element, string path)
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (Walk(ref reader, element, $"{path}[{index}]") is { } inner)
            {
                return inner;
            }
        }

        return null;
    }

    private static bool Fits(ref Utf8JsonReader reader, JsonPropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return reader.TokenType switch
        {
            // An optional member is omitted, never null: one representation for one meaning.
            JsonTokenType.Null => false,
            JsonTokenType.String => TryGetText(ref reader, out var text)
                && (type == typeof(string) || (type == typeof(Guid) && Guid.TryParseExact(text, "D", out _))),
            JsonTokenType.True or JsonTokenType.False => type == typeof(bool),
            JsonTokenType.Number => type == typeof(long) && reader.TryGetInt64(out _),
            JsonTokenType.StartObject => type == typeof(ReasonGiven),
            JsonTokenType.StartArray => type == typeof(IReadOnlyList<PlatformReasonGiven>),
            _ => false,
        };
    }

    /// <summary>Gets the text at which the reader is positioned; false if it is invalid, as with a lone surrogate.</summary>
    private static bool TryGetText(ref Utf8JsonReader reader, out string text)
    {
        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
