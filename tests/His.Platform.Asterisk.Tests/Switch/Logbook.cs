using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk.Tests.Switch;

/// <summary>What a platform says to its operators.</summary>
internal sealed class Logbook : ILogger<AsteriskPlatform>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IEnumerable<string> All => _lines.Select(line => line.Text);

    public IEnumerable<string> At(LogLevel level) => _lines.Where(line => line.Level == level).Select(line => line.Text);

    /// <summary>Waits for a line with these words.</summary>
    public Task SaysAsync(string words) =>
        TestTimeout.UntilAsync(
            () => Task.FromResult(All.Any(line => line.Contains(words, StringComparison.Ordinal))),
            $"the log says \"{words}\"; it says: {string.Join(" | ", All)}"
        );

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _lines.Enqueue((logLevel, formatter(state, exception)));
}
