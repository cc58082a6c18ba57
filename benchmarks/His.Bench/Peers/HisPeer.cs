using System.Diagnostics;

namespace His.Bench.Peers;

/// <summary>The real server, in a process that also tells of its heap.</summary>
internal sealed class HisPeer : Peer
{
    public const string Password = "bench-password";

    private HisPeer(Process process, int port)
        : base("HIS", process, port) { }

    public static Task<HisPeer> StartAsync(params string[] settings) =>
        StartAsync(
            "HIS",
            new ProcessStartInfo("dotnet", [Environment.GetCommandLineArgs()[0], "peer", "his", .. settings]),
            (process, port) => new HisPeer(process, port)
        );
}
