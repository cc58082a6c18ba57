using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace His.Simulation;

/// <summary>What nobody should see in a run: exceptions, also those that are caught or lost, and errors in the log.</summary>
internal sealed class Defects : ILoggerFactory, ILogger
{
    private const int NotDoneWithOrphan = 3014; // the switch says no: an error of the switch, and tried again

    [ThreadStatic]
    private static Defects? _current;

    static Defects() => AppDomain.CurrentDomain.FirstChanceException += (_, thrown) => _current?.Notice(thrown);

    /// <summary>The first one, in words.</summary>
    public string? First { get; private set; }

    /// <summary>The first rule that was broken; HIS may have caught the exception that said so.</summary>
    public BrokenRuleException? FirstBroken { get; private set; }

    /// <summary>Notices what is thrown on this thread from now on, until the end is disposed of.</summary>
    public IDisposable Watch()
    {
        _current = this;
        return new Watching();
    }

    /// <summary>An exception that nobody should see is a defect, even one that is caught or lost.</summary>
    private void Notice(FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception is OperationCanceledException or TimeoutException)
        {
            return; // a deadline is no defect
        }

        FirstBroken ??=
            thrown.Exception as BrokenRuleException
            ?? new BrokenRuleException(RuleIds.Defect, $"{thrown.Exception.GetType().Name}: {thrown.Exception.Message}\n{Where()}");
        First ??= FirstBroken.Message;
    }

    /// <summary>The way through the core; what is around it differs from run to run.</summary>
    private static string Where() =>
        string.Join(
            '\n',
            new StackTrace(1)
                .GetFrames()
                .Select(frame => frame.GetMethod())
                .Where(method =>
                    method?.DeclaringType?.FullName?.StartsWith("His.", StringComparison.Ordinal) == true
                    && method.DeclaringType.Assembly != typeof(Defects).Assembly
                )
                .Select(method => $"   at {method!.DeclaringType!.FullName}.{method.Name}")
        );

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider) { }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    void ILogger.Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (logLevel >= LogLevel.Error && eventId.Id != NotDoneWithOrphan)
        {
            First ??= $"{formatter(state, exception)}: {exception}";
        }
    }

    void IDisposable.Dispose() { }

    private sealed class Watching : IDisposable
    {
        public void Dispose() => _current = null;
    }
}
