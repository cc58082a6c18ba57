using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace His.Testing;

/// <summary>All that JSON can become by a context: its types, the types of their members, and so on.</summary>
public static class KnownTypes
{
    private static readonly Type[] Anything =
    [
        typeof(object),
        typeof(JsonElement),
        typeof(JsonDocument),
        typeof(JsonNode),
        typeof(JsonObject),
        typeof(JsonArray),
        typeof(JsonValue),
    ];

    /// <summary>Every type that is reached from those that the context names, but for <paramref name="leftOut"/>.</summary>
    public static IReadOnlyList<JsonTypeInfo> Of(JsonSerializerContext context, params Type[] leftOut)
    {
        ArgumentNullException.ThrowIfNull(context);
        var found = new Dictionary<Type, JsonTypeInfo>();
        var open = new Stack<Type>(
            context
                .GetType()
                .GetCustomAttributesData()
                .Where(it => it.AttributeType == typeof(JsonSerializableAttribute))
                .Select(it => (Type)it.ConstructorArguments[0].Value!)
                .Except(leftOut)
        );
        while (open.TryPop(out var type))
        {
            if (found.ContainsKey(type))
            {
                continue;
            }

            var info = context.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} is not known at compile time.");
            found[type] = info;
            foreach (var next in info.Properties.Select(it => it.PropertyType).Concat([info.ElementType, info.KeyType]).OfType<Type>())
            {
                open.Push(next);
            }
        }

        return [.. found.Values];
    }

    /// <summary>Whether what comes could become anything at all, or what it says it is.</summary>
    public static bool IsOpen(JsonTypeInfo type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Anything.Contains(type.Type) || type.PolymorphismOptions is not null || type.Properties.Any(it => it.IsExtensionData);
    }
}
