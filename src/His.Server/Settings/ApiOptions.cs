namespace His.Server.Settings;

/// <summary>The calls for supervisors and other programs. Section <c>His:Api</c>.</summary>
internal sealed record ApiOptions
{
    private const int ShortestKey = 32;

    /// <summary>The key that callers of <c>/api</c> send as <c>Authorization: Bearer</c>; at least 32 characters. Without it there is no <c>/api</c>.</summary>
    public string? Key { get; init; }

    public string? Validate() =>
        Key is { Length: < ShortestKey } ? $"His:Api:Key has fewer than {ShortestKey} characters; take a long random one, such as from: openssl rand -base64 32" : null;

    /// <summary>Without the key.</summary>
    public override string ToString() => $"ApiOptions {{ Key = {(Key is null ? "none" : "set")} }}";
}
