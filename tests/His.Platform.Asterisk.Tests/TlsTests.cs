using System.Globalization;
using His.Platform.Asterisk.Tests.Switch;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk.Tests;

/// <summary>A link by TLS, to the right switch and to wrong ones.</summary>
public sealed class TlsTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>, IDisposable
{
    private readonly Certificates _ours = new("Our own authority");
    private readonly Certificates _strangers = new("Another authority");
    private readonly Logbook _log = new();
    private readonly int _port = Scripts.FreePort();

    public void Dispose()
    {
        _ours.Dispose();
        _strangers.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("localhost", null)]
    [InlineData("127.0.0.1", "localhost")]
    public async Task TheRightAuthority_AndTheRightName_GiveALink(string host, string? name)
    {
        await EncryptAsync();
        var authority = await _ours.WriteAuthorityAsync(atSwitch.Folder);
        await using var platform = await PlatformAsync(new() { CaFile = authority, ServerName = name }, host);

        Assert.True(platform.IsAvailable);
        var login = await platform.LogInAsync(new AgentIdentity("alice", "Alice"), endpoint: null, new News(), TestTimeout.Token);
        var alice = Assert.IsType<LogInResult.LoggedIn>(login).Agent;
        Assert.Equal(CommandResult.Done, await alice.ActivateAsync("phone", TestTimeout.Token));
        Assert.Equal(CommandResult.Done, await alice.DeactivateAsync("phone", TestTimeout.Token));
        Assert.Empty(_log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task TheRightPin_GivesALink_WithoutAnyAuthority()
    {
        var hash = await EncryptAsync();
        var colons = string.Join(':', hash.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)));
        await using var platform = await PlatformAsync(new() { CertificateSha256 = colons });

        Assert.True(platform.IsAvailable);
    }

    [Fact]
    public async Task AWrongAuthority_IsRefused()
    {
        await EncryptAsync();

        await RefusesAsync(new() { CaFile = await _strangers.WriteAuthorityAsync(atSwitch.Folder) }, "the certificate is not trusted");
    }

    [Fact]
    public async Task TheAuthoritiesOfThisMachine_DoNotKnowOurs()
    {
        await EncryptAsync();

        await RefusesAsync(new(), "the certificate is not trusted");
    }

    [Fact]
    public async Task AWrongName_IsRefused()
    {
        await EncryptAsync();

        await RefusesAsync(
            new() { CaFile = await _ours.WriteAuthorityAsync(atSwitch.Folder), ServerName = "pbx.example" },
            "the certificate is for localhost, 127.0.0.1, not for pbx.example"
        );
    }

    [Fact]
    public async Task AWrongPin_IsRefused_WhateverTheAuthoritySays()
    {
        await EncryptAsync();

        await RefusesAsync(
            new() { CaFile = await _ours.WriteAuthorityAsync(atSwitch.Folder), CertificateSha256 = new string('a', 64) },
            "the server's certificate does not match Tls:CertificateSha256"
        );
    }

    [Fact]
    public async Task TheRightPin_WithAWrongName_IsRefused()
    {
        var hash = await EncryptAsync();

        await RefusesAsync(new() { CertificateSha256 = hash, ServerName = "pbx.example" }, "not for pbx.example");
    }

    [Fact]
    public async Task ACertificateThatHasEnded_IsRefused_EvenWithItsPin()
    {
        var hash = await EncryptAsync(until: DateTimeOffset.UtcNow.AddHours(-1));

        await RefusesAsync(new() { CertificateSha256 = hash }, "the certificate is not trusted");
    }

    [Fact]
    public async Task APortThatIsNotEncrypted_IsSaid()
    {
        await using var platform = await atSwitch.PlatformAsync(options => options with { Tls = new() { Enabled = true } }, logger: _log);

        Assert.False(platform.IsAvailable);
        Assert.Contains("the TLS handshake failed", _log.At(LogLevel.Warning).First(), StringComparison.Ordinal);
    }

    private async Task RefusesAsync(AsteriskTlsOptions tls, string why)
    {
        await using var platform = await PlatformAsync(tls);

        Assert.False(platform.IsAvailable);
        Assert.Contains(why, _log.At(LogLevel.Warning).First(), StringComparison.Ordinal);
    }

    /// <summary>The switch shows a new certificate on a port of this test's own.</summary>
    private async Task<string> EncryptAsync(DateTimeOffset? until = null)
    {
        var hash = await _ours.WriteServerAsync(atSwitch.Folder, until);
        await File.WriteAllTextAsync(
            Path.Combine(atSwitch.Folder, "etc", "tls.conf"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"tlsenable = yes\ntlsbindaddr = 127.0.0.1:{_port}\ntlscertfile = {atSwitch.Folder}/ami.crt\ntlsprivatekey = {atSwitch.Folder}/ami.key\n"
            ),
            TestTimeout.Token
        );
        await atSwitch.ConsoleAsync("manager reload");
        await TestTimeout.UntilAsync(
            async () => (await atSwitch.ConsoleAsync("manager show settings")).Contains(Scripts.Text(_port), StringComparison.Ordinal),
            "TLS is on"
        );
        return hash;
    }

    private Task<AsteriskPlatform> PlatformAsync(AsteriskTlsOptions tls, string host = "127.0.0.1") =>
        atSwitch.PlatformAsync(options => options with { Host = host, Port = _port, Tls = tls with { Enabled = true } }, logger: _log);
}
