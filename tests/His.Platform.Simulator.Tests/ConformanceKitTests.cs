using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using His.Platform.Conformance;
using Suite = His.Platform.Conformance.PlatformConformance;

namespace His.Platform.Simulator.Tests;

/// <summary>
/// The conformance suite has teeth: each fault that a platform may have is found by the fact named beside it. (That the same facts pass
/// without the fault is what <see cref="PhoneConformance"/> shows.)
/// </summary>
public sealed class ConformanceKitTests
{
    internal const string Password = "secret";

    public static TheoryData<string> Names => [.. PlatformFaults.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task AFault_IsFound(string name)
    {
        var (fault, foundBy) = PlatformFaults.All[name];

        var found = await Assert.ThrowsAnyAsync<Exception>(() => new Faulty(fault()).RunAsync(foundBy));

        Assert.False(found.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal), $"{foundBy} was skipped: {found.Message}");
        Assert.NotEqual("The operation has timed out.", found.Message); // a failure says what was waited for
    }

    /// <summary>The suite over the simulated switch with a fault; not found as a test class, for it is private.</summary>
    private sealed class Faulty(PlatformFault fault) : PlatformConformance
    {
        protected override TimeSpan Patience => TimeSpan.FromSeconds(1);

        protected override ValueTask<IConformanceSwitch> PrepareSwitchAsync() =>
            new(new SimulatorBed("phone", ChannelType.Telephony, new SimulatorOptions { Password = Password }, fault: fault));

        public async Task RunAsync(string fact)
        {
            var method = typeof(PlatformConformance).GetMethod(fact)!;
            Assert.NotNull(method.GetCustomAttribute<FactAttribute>());
            await (Task)method.Invoke(this, null)!;
        }
    }
}
