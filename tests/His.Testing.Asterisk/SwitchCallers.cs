namespace His.Testing.Asterisk;

/// <summary>Customers who call a switch, and telephones at it.</summary>
public sealed class SwitchCallers(AsteriskSwitch atSwitch)
{
    /// <summary>So many customers who call at once; ends when the last one is gone.</summary>
    public Task CustomersAsync(string service, string number, int howMany) =>
        Scripts.RunAsync("customers", Telephone(), service, number, Scripts.Text(howMany));

    /// <summary>A customer whose network says who they are, and whether they want to be known; ends when they are gone.</summary>
    public Task CallerAsync(string service, string number, string name, bool isWithheld) =>
        Scripts.RunAsync("caller", Telephone(), service, number, name, isWithheld ? "id" : "none");

    /// <summary>A telephone that picks up when the switch tells it to; ends with its call, which must come.</summary>
    public Task ObedientPhoneAsync(string device) =>
        Scripts.RunAsync(
            "obedient",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["REGISTRAR"] = atSwitch.SipAddress,
                ["RTP_START"] = Scripts.NextRtpStart(),
            },
            device,
            Scripts.Text(Scripts.FreePort())
        );

    /// <summary>So many customers who wait in a queue, without telephones: two legs each.</summary>
    public async Task CustomersWaitAsync(string service, int howMany)
    {
        for (var customer = 0; customer < howMany; customer++)
        {
            await atSwitch.ConsoleAsync($"channel originate Local/{service}@queues application Wait 3600");
        }
    }

    private Dictionary<string, string> Telephone() =>
        new(StringComparer.Ordinal)
        {
            ["REGISTRAR"] = atSwitch.SipAddress,
            ["SIP_PORT"] = Scripts.Text(Scripts.FreePort()),
            ["RTP_START"] = Scripts.NextRtpStart(),
        };
}
