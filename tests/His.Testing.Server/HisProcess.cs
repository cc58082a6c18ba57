using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace His.Testing.Server;

/// <summary>A process of ours that can be killed and paused at once, with what it has said lately.</summary>
internal sealed partial class HisProcess : IDisposable
{
    private const int MaxLines = 300;
    private const int Kill9 = 9;
    private const int Stop = 19;
    private const int Continue = 18;

    private readonly Process _process;
    private readonly Queue<string> _said = [];
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HisProcess(Process process) => this._process = process;

    /// <summary>What it said, oldest first.</summary>
    public IReadOnlyList<string> Said
    {
        get
        {
            lock (_said)
            {
                return [.. _said];
            }
        }
    }

    /// <summary>Where it is, once it has said so.</summary>
    public Task<string> Address => TestTimeout.Wait(_address.Task, "the address");

    /// <summary>By which number the system knows it.</summary>
    public int Id => _process.Id;

    /// <summary>Starts <c>his</c>.</summary>
    /// <param name="mark">What stands before the address.</param>
    /// <param name="arguments">The command line.</param>
    public static HisProcess Start(string mark, params string[] arguments) =>
        Start(mark, arguments, ("DOTNET_gcConcurrent", "0"), _ => { });

    /// <summary>Starts <c>his</c>.</summary>
    /// <param name="mark">What stands before the address.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="collector">How the runtime is told to collect its garbage.</param>
    /// <param name="heard">Hears each line that it says.</param>
    public static HisProcess Start(string mark, string[] arguments, (string Name, string Value) collector, Action<string> heard)
    {
        var start = new ProcessStartInfo("dotnet", [His, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0"; // it does not live long enough to gain by it
        start.Environment[collector.Name] = collector.Value;
        var started = new HisProcess(Process.Start(start)!);
        started._process.OutputDataReceived += (_, line) =>
        {
            started.Hear(line.Data, heard);
            if (line.Data is null)
            {
                started._address.TrySetException(new InvalidOperationException($"It ended: {string.Join('\n', started.Said)}"));
            }
            else if (line.Data.Contains(mark, StringComparison.Ordinal))
            {
                started._address.TrySetResult(line.Data.Split(mark)[1].Trim());
            }
        };
        started._process.ErrorDataReceived += (_, line) => started.Hear(line.Data, heard);
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Runs <c>his</c> to its end.</summary>
    public static Task<(int ExitCode, string Said)> RunAsync(params string[] arguments) => RunAsync(TestTimeout.Limit, arguments);

    /// <summary>The same with a patience of its own.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(TimeSpan most, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [His, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var command = Process.Start(start)!;
        var output = command.StandardOutput.ReadToEndAsync();
        var errors = command.StandardError.ReadToEndAsync();
        try
        {
            await TestTimeout.Wait(command.WaitForExitAsync(), "the end of a command", most);
        }
        finally
        {
            End(command); // one that was given up goes on writing in a folder that is about to be deleted
        }

        return (command.ExitCode, await output + await errors);
    }

    public void Kill() => Signal(Kill9);

    public void Pause() => Signal(Stop);

    public void GoOn() => Signal(Continue);

    public Task EndAsync() => TestTimeout.Wait(_process.WaitForExitAsync(), "the end of a process that was killed");

    public void Dispose()
    {
        End(_process);
        _process.Dispose();
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static string His => Path.Combine(AppContext.BaseDirectory, "His.Server.dll");

    private void Hear(string? line, Action<string> heard)
    {
        if (line is null)
        {
            return;
        }

        heard(line);
        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > MaxLines)
            {
                _said.Dequeue();
            }
        }
    }

    private void Signal(int what)
    {
        if (SendSignal(_process.Id, what) != 0)
        {
            throw new InvalidOperationException($"Signal {what.ToString(CultureInfo.InvariantCulture)} did not reach the process.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);
}
