using His.Platform.Asterisk.Tests.Switch;
using His.Platform.Conformance;

namespace His.Platform.Asterisk.Tests;

/// <summary>What HIS expects of any platform, of a real Asterisk: a real call by a real telephone stands behind each interaction.</summary>
public sealed class AsteriskConformanceTests(AsteriskSwitch atSwitch) : PlatformConformance, IClassFixture<AsteriskSwitch>
{
    protected override async ValueTask<IConformanceSwitch> PrepareSwitchAsync()
    {
        await atSwitch.ResetAsync();
        return new Bench(atSwitch);
    }

    private sealed class Bench(AsteriskSwitch atSwitch) : IConformanceSwitch
    {
        private Phone? _phone;
        private Phone? _customer;
        private Phone? _colleague;

        public IPlatform Platform { get; } =
            atSwitch.UnlinkedPlatform(options =>
                AlicesDay.WithCalls(options) with
                {
                    FreeSeating = true,
                    PingTimeout = TimeSpan.FromSeconds(15), // the suite freezes the switch and wants the link to outlive it
                }
            );

        public AgentCredentials Agent { get; } = new("alice", "alice-password");

        public string? Endpoint => null;

        public string ChannelId => "phone";

        public AgentCredentials? OtherAgent { get; } = new("bob", "bob-password");

        public string? UnknownEndpoint => "4711";

        public string? SecondParty => "1002";

        public IReadOnlyList<string> Queues => ["sales", "support"];

        public Reason? NotReadyReason { get; } = new("lunch");

        /// <summary>A queue knows members, not agents: to be removed from all queues is to be deactivated.</summary>
        public bool CanLogOffBehindOurBack => false;

        public async Task PrepareDialAsync()
        {
            _phone ??= await Phone.OfAgentAsync(atSwitch, "1001");
            _colleague ??= await Phone.OfAgentAsync(atSwitch, "1002");
        }

        public async Task AnswerOwnTelephoneAsync()
        {
            await _phone!.RingsAsync();
            await _phone.AnswerAsync();
            await _colleague!.RingsAsync();
        }

        public async Task OfferAsync(string party)
        {
            _phone ??= await Phone.OfAgentAsync(atSwitch, "1001");
            if (_customer is not null)
            {
                await _customer.DisposeAsync();
            }

            _customer = await Phone.OfCustomerAsync(atSwitch, party);
            // Her telephone must be there before it is consulted, not while.
            _colleague ??= await Phone.OfAgentAsync(atSwitch, "1002");
            await _customer.DialAsync(atSwitch, "600");
            await _phone.RingsAsync();
        }

        public Task AcceptAsync(IPlatformAgent agent, string interactionId) => _phone!.AnswerAsync();

        public Task HangUpAsCustomerAsync(string interactionId) => _customer!.HangUpAsync();

        public async Task AnswerAsSecondPartyAsync()
        {
            await _colleague!.RingsAsync();
            await _colleague.AnswerAsync();
        }

        public Task HangUpAsSecondPartyAsync() => _colleague!.HangUpAsync();

        public async Task SetReadyBehindOurBackAsync(bool ready)
        {
            foreach (var queue in new[] { "sales", "support" })
            {
                await atSwitch.ConsoleAsync($"queue {(ready ? "unpause" : "pause")} member PJSIP/1001 queue {queue}");
            }
        }

        public async Task SetQueueBehindOurBackAsync(string queue, AgentState? state) =>
            await atSwitch.ConsoleAsync(
                state switch
                {
                    null => $"queue remove member PJSIP/1001 from {queue}",
                    AgentState.Ready => $"queue unpause member PJSIP/1001 queue {queue}",
                    _ => $"queue pause member PJSIP/1001 queue {queue}",
                }
            );

        public Task LogOffBehindOurBackAsync() => throw new NotSupportedException();

        public Task FreezeAsync() => atSwitch.FreezeAsync();

        public Task ThawAsync() => atSwitch.ThawAsync();

        public Task CutLinkAsync() => atSwitch.StopAsync();

        public Task MendLinkAsync() => atSwitch.StartAsync();

        public async ValueTask DisposeAsync()
        {
            await atSwitch.ThawAsync();
            if (_customer is not null)
            {
                await _customer.DisposeAsync();
            }

            if (_phone is not null)
            {
                await _phone.DisposeAsync();
            }

            if (_colleague is not null)
            {
                await _colleague.DisposeAsync();
            }

            await Platform.DisposeAsync();
        }
    }
}
