using System.Buffers.Text;

namespace His.Tests;

/// <summary>Ids and tokens as they are made outside of scenarios (docs/security.md, 9).</summary>
public class IdRandomnessTests
{
    private const int Many = 10_000;

    [Fact]
    public void Ids_Have128BitsOfChance_AndAreAllDifferent()
    {
        var ids = Enumerable.Range(0, Many).Select(_ => new Ids().NewId("session")).ToList();
        Assert.All(ids, id => Assert.Matches("^session-[0-9a-f]{32}$", id));
        AreByChance(ids.Select(id => Convert.FromHexString(id["session-".Length..])), bits: 128);
    }

    [Fact]
    public void Tokens_Have256BitsOfChance_AndAreAllDifferent() =>
        AreByChance(Enumerable.Range(0, Many).Select(_ => Base64Url.DecodeFromChars(new Ids().NewToken())), bits: 256);

    /// <summary>All different, and each bit is set in about half of them: ten times the standard deviation away is no chance any more.</summary>
    private static void AreByChance(IEnumerable<byte[]> made, int bits)
    {
        var all = made.ToList();
        Assert.All(all, it => Assert.Equal(bits, it.Length * 8));
        Assert.Equal(Many, all.Select(Convert.ToHexString).Distinct(StringComparer.Ordinal).Count());
        for (var bit = 0; bit < bits; bit++)
        {
            Assert.InRange(all.Count(it => (it[bit / 8] >> (bit % 8) & 1) == 1), (Many / 2) - 500, (Many / 2) + 500);
        }
    }
}
