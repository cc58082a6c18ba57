namespace His.Server.Settings;

/// <summary>Settings of the HTTP API for supervisors and other programs. Section <c>His:Api</c>.</summary>
internal sealed record ApiOptions
{
    private const int ShortestKey = 32;

    /// <summary>
    /// Key that callers of <c>/api</c> send as <c>Authorization: Bearer</c>; at least 32 characters. Default: none, and <c>/api</c> is not
    /// served.
    /// </summary>
    public string? Key { get; init; }

    public string? Validate() =>
        Key is { Length: < ShortestKey }
            ? $"His:Api:Key must have at least {ShortestKey} characters; generate one with: openssl rand -base64 32"
            : null;

    /// <summary>Omits the key.</summary>
    public override string ToString() => $"ApiOptions {{ Key = {(Key is null ? "none" : "set")} }}";
}
