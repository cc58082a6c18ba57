using His.Journal;
using His.Persistence;
using His.Platform;
using His.Server.Settings;
using His.Server.Storage;
using His.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Abuse.Tests;

/// <summary>
/// A store's files with bytes turned, cut off and put in. HIS says so in a sentence and does not start, or starts on what is whole; and
/// of a changed record the chain always tells.
/// </summary>
public sealed class JournalFuzzTests
{
    private const int Copies = 400;

    [Fact]
    public async Task ADamagedFile_IsRefusedInASentence_OrIsWholeAfterAll()
    {
        var budget = new FuzzBudget(Copies);
        var chance = new Random(budget.Seed);
        var whole = await WriteAsync();
        var (refused, lived) = (0, 0);
        for (var copy = 0L; budget.IsLeft(copy); copy++)
        {
            var folder = Directory.CreateTempSubdirectory("his-fuzz-").FullName;
            try
            {
                Corruption(chance, whole, folder);
                try
                {
                    using var store = Open(folder);
                    _ = store.Sessions();
                    using var file = StoreFile.OpenToRead(StoreFile.PathIn(folder));
                    StoreReader.Verify(file);
                    lived++;
                }
                catch (StoreException inASentence) when (inASentence.Message.Length > 20)
                {
                    refused++;
                }
            }
            catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"seed {budget.Seed}, copy {copy}: {error}");
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        Directory.Delete(whole, recursive: true);
        Assert.True(refused > 0 && lived > 0, $"{refused} were refused, {lived} lived");
    }

    private static SqliteStore Open(string folder) =>
        new(
            folder,
            new StorageOptions { ReserveMebibytes = 1 },
            TimeSpan.FromMinutes(10),
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance
        );

    private static async Task<string> WriteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("his-fuzz-").FullName;
        using (var store = Open(folder))
        {
            for (var i = 1; i <= 200; i++)
            {
                var entry = new JournalEntry
                {
                    Time = DateTimeOffset.UnixEpoch.AddSeconds(i),
                    Action = "channel.event.ready",
                    Session = "session-1",
                    Agent = "1001",
                    Channel = "phone",
                    EventSequence = i,
                };
                Assert.Equal(WriteResult.Durable, await store.WriteDurablyAsync(new Change(Session(i), [entry])));
            }
        }

        return folder;
    }

    private static SessionRecord Session(long sequence) =>
        new()
        {
            Id = "session-1",
            Agent = new AgentIdentity("1001", "alice"),
            Platform = "Simulator",
            LoggedInAt = DateTimeOffset.UnixEpoch,
            RemoteAddress = "127.0.0.1",
            Language = "en",
            Capabilities = new PlatformCapabilities(true, ReasonPolicy.None, ReasonPolicy.None),
            ChannelGroupId = "channelgroup-1",
            Channels = [new ChannelRecord("phone", ChannelType.Telephony, "1001", "NotReady", null, DateTimeOffset.UnixEpoch)],
            Sequence = sequence,
            TokenHash = "AB",
        };

    private static void Corruption(Random chance, string whole, string folder)
    {
        foreach (var file in Directory.GetFiles(whole).Where(file => Path.GetFileName(file).StartsWith("his.db", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var files = Directory.GetFiles(folder).Where(file => new FileInfo(file).Length > 0).Order(StringComparer.Ordinal).ToArray();
        var target = files[chance.Next(files.Length)];
        var bytes = File.ReadAllBytes(target).ToList();
        for (var wounds = chance.Next(1, 6); wounds > 0; wounds--)
        {
            var at = chance.Next(bytes.Count);
            switch (chance.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << chance.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.Add(0);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(chance.Next(1, 5_000), bytes.Count - at)));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(chance.Next(1, 5_000), bytes.Count - at - 1));
                    break;
                default:
                    for (var i = at; i < Math.Min(at + chance.Next(1, 300), bytes.Count); i++)
                    {
                        bytes[i] = (byte)chance.Next(256);
                    }

                    break;
            }
        }

        File.WriteAllBytes(target, [.. bytes]);
    }
}
