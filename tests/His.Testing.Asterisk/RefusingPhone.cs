namespace His.Testing.Asterisk;

/// <summary>A telephone that is registered, rings, and refuses every call with the same status of SIP.</summary>
internal sealed class RefusingPhone : IAsyncDisposable
{
    private readonly string _folder = Scripts.NewFolder();

    private RefusingPhone() { }

    public static async Task<RefusingPhone> StartAsync(AsteriskSwitch atSwitch, string device, int status)
    {
        var phone = new RefusingPhone();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["REGISTRAR"] = atSwitch.SipAddress,
            ["RTP_START"] = Scripts.NextRtpStart(),
        };
        await Scripts.RunAsync(
            "refusing",
            settings,
            "start",
            phone._folder,
            device,
            Scripts.Text(Scripts.FreePort()),
            Scripts.Text(status)
        );
        return phone;
    }

    public async ValueTask DisposeAsync()
    {
        await Scripts.RunAsync("refusing", new Dictionary<string, string>(StringComparer.Ordinal), "stop", _folder);
        Directory.Delete(_folder, recursive: true);
    }
}
