namespace His.CrashTests;

/// <summary>What a play leaves behind when it gives up: nobody who goes on in a folder that is being deleted.</summary>
public sealed class CleanupTests
{
    [Fact]
    public async Task WhoeverGivesUpWaiting_LooksNoMore()
    {
        var looks = 0;
        await Assert.ThrowsAsync<TimeoutException>(() =>
            TestTimeout.Until(() => Interlocked.Increment(ref looks) < 0, "what never is", TimeSpan.FromMilliseconds(20))
        );
        var then = looks;
        await TestTimeout.Until(
            () => Interlocked.Increment(ref looks) > then + 20,
            "twenty looks of another, between which the first would have looked too"
        );
        Assert.Equal(then + 21, looks);
    }

    [Fact]
    public async Task ACommandThatIsGivenUp_IsEnded()
    {
        var folder = Directory.CreateTempSubdirectory("his-kills-").FullName;

        // A server, which never comes to its end by itself.
        await Assert.ThrowsAsync<TimeoutException>(() =>
            HisProcess.RunAsync(TimeSpan.FromMilliseconds(1), "--urls=http://127.0.0.1:0", $"--His:DataDirectory={folder}")
        );

        Assert.DoesNotContain(
            Directory.GetDirectories("/proc"),
            process => CommandLineOf(process).Contains(folder, StringComparison.Ordinal)
        );
        Directory.Delete(folder, recursive: true);
    }

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
