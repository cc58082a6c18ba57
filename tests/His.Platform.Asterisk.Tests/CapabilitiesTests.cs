using His.Platform.Asterisk.Tests.Switch;
using static His.Platform.InteractionCommand;

namespace His.Platform.Asterisk.Tests;

/// <summary>What HIS offers an agent is what its account at the switch may do, whatever the settings would have.</summary>
public sealed class CapabilitiesTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    private static readonly InteractionCommand[] WithPrivilegeCall =
    [
        Reject,
        Hold,
        Retrieve,
        End,
        Complete,
        Transfer,
        Consult,
        CompleteTransfer,
        CancelConsultation,
        Conference,
        SendDigits,
    ];

    public static TheoryData<string, bool, bool, InteractionCommand[]> Accounts =>
        new()
        {
            { "his-mighty", true, true, [Accept, .. WithPrivilegeCall] },
            { "his-dials", true, true, WithPrivilegeCall },
            { "his-accepts", true, false, [Accept, .. WithPrivilegeCall] },
            { "his", true, false, WithPrivilegeCall },
            { "his-queues", true, false, [Complete] },
            { "his-looks", false, false, [Complete] },
        };

    [Theory]
    [MemberData(nameof(Accounts))]
    public async Task AnAccount_OffersWhatItMayDo(string account, bool deactivation, bool dialing, InteractionCommand[] commands)
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => WithEverything(options) with { Username = account });

        var capabilities = day.Alice.Capabilities;

        Assert.Equal((deactivation, dialing), (capabilities.ChannelDeactivation, capabilities.Dialing));
        Assert.Equal(commands, capabilities.Commands);
        if (!dialing)
        {
            Assert.Equal(CommandResult.NotSupported, (await day.Alice.DialAsync("phone", "1002", TestTimeout.Token)).Result);
        }

        if (!deactivation)
        {
            Assert.Equal(CommandResult.NotSupported, await day.Alice.ActivateAsync("phone", TestTimeout.Token));
        }

        if (!deactivation)
        {
            Assert.Equal(CommandResult.NotSupported, await day.Alice.DeactivateAsync("phone", TestTimeout.Token));
        }
    }

    [Fact]
    public async Task WhatTheSettingsLeaveOut_IsNotOffered_WhateverTheAccountMayDo()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => options with { Username = "his-mighty" });

        Assert.False(day.Alice.Capabilities.Dialing);
        Assert.Equal([Reject, End, SendDigits], day.Alice.Capabilities.Commands);
    }

    private static AsteriskOptions WithEverything(AsteriskOptions options) =>
        options with
        {
            WrapUp = true,
            Calls = new AsteriskCallsOptions
            {
                Context = "his-dial",
                ControlContext = "his-calls",
                Accept = AsteriskAccept.NotifyTalk,
            },
        };
}
