using System.Diagnostics;

namespace His.Server.Tests.Stage;

/// <summary>Programs as a person at a terminal starts them.</summary>
internal static class Programs
{
    /// <summary>HIS itself, to be started by <c>dotnet</c>.</summary>
    public static string Server => Path.Combine(AppContext.BaseDirectory, "His.Server.dll");

    public static Process Start(string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    /// <summary>Runs one to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, params string[] arguments) =>
        RunAsync("", program, arguments);

    /// <summary>Runs HIS to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> HisAsync(params string[] arguments) =>
        RunAsync("dotnet", [Server, .. arguments]);

    /// <summary>Runs HIS to its end, with something on its standard input.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> TellHisAsync(string input, params string[] arguments) =>
        RunAsync(input, "dotnet", [Server, .. arguments]);

    /// <summary>Runs HIS to its end; what it has written, byte by byte.</summary>
    public static async Task<(int ExitCode, byte[] Output)> BytesOfHisAsync(params string[] arguments)
    {
        using var process = Start("dotnet", [Server, .. arguments]);
        using var output = new MemoryStream();
        await TestTimeout.Wait(process.StandardOutput.BaseStream.CopyToAsync(output), "all that HIS writes");
        await TestTimeout.Wait(process.WaitForExitAsync(), "the end of HIS");
        return (process.ExitCode, output.ToArray());
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string input, string program, string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await TestTimeout.Wait(process.WaitForExitAsync(), $"the end of {program} {string.Join(' ', arguments)}");
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
