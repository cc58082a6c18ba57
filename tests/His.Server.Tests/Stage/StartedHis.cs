using System.Diagnostics;

namespace His.Server.Tests.Stage;

/// <summary>HIS as a process of its own, on a data folder, with the simulated switch.</summary>
internal sealed record StartedHis(Process Process, Uri Bus) : IDisposable
{
    public static async Task<StartedHis> StartAsync(Folder folder, params string[] settings)
    {
        var process = Programs.Start(
            "dotnet",
            [
                Programs.Server,
                "--urls=http://127.0.0.1:0",
                $"--His:DataDirectory={folder.Path}",
                "--His:Storage:ReserveMebibytes=1",
                $"--His:Simulator:Password={RunningHis.Password}",
                .. settings,
            ]
        );
        while (true)
        {
            var line =
                await TestTimeout.Wait(process.StandardOutput.ReadLineAsync(), "the address")
                ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
            if (line.Contains("HIS:", StringComparison.Ordinal))
            {
                return new StartedHis(process, new UriBuilder(line.Split("HIS:")[1].Trim()) { Scheme = "ws", Path = "/bus" }.Uri);
            }
        }
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
        }

        Process.Dispose();
    }
}
