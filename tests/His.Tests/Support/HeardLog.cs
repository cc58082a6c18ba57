using Microsoft.Extensions.Logging;

namespace His.Tests;

/// <summary>What HIS logs in a scenario, line by line, each with its number.</summary>
internal sealed class HeardLog : ILoggerFactory, ILogger
{
    private readonly List<(int Number, string Words)> _lines = [];

    /// <summary>The lines of a number.</summary>
    public IReadOnlyList<string> Of(int number) => [.. _lines.Where(line => line.Number == number).Select(line => line.Words)];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _lines.Add((eventId.Id, formatter(state, exception)));

    public void Dispose() { }
}
