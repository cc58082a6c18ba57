using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace His.Testing.Server;

/// <summary>Everything the server has logged.</summary>
internal sealed class HeardLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string All => string.Join('\n', _lines);

    /// <summary>The lines of an error or worse.</summary>
    public IEnumerable<string> Errors =>
        _lines.Where(line =>
            line.StartsWith(nameof(LogLevel.Error), StringComparison.Ordinal)
            || line.StartsWith(nameof(LogLevel.Critical), StringComparison.Ordinal)
        );

    public bool Contain(int eventId) => _lines.Any(line => line.Contains($"[{eventId}]", StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => new Ear(categoryName, _lines);

    public void Dispose() { }

    private sealed class Ear(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var members = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : "";
            lines.Enqueue($"{logLevel} {category}[{eventId.Id}] {formatter(state, exception)} {members} {exception}");
        }
    }
}
