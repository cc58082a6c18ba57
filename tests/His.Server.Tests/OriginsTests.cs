using System.Net;
using His.Server.Bus;
using His.Server.Http;
using His.Server.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Server.Tests;

/// <summary>Who may come in from another machine, which no test can be: judged by the address alone.</summary>
public sealed class OriginsTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("192.0.2.7", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("::ffff:192.0.2.7", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("::", false)]
    public void B56_WithoutAnOrigin_OnlyThisMachineIsLetIn_UnlessTheSettingSaysOtherwise(string from, bool isThisMachine)
    {
        Assert.Equal(isThisMachine, new Origins(new BusOptions()).Allow(Request(from)));
        Assert.True(new Origins(new BusOptions { AllowNoOrigin = true }).Allow(Request(from)));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("192.0.2.7")]
    public void B56_WhoSaysAnOrigin_IsJudgedByItAlone(string from)
    {
        var origins = new Origins(new BusOptions { AllowNoOrigin = true, AllowedOrigins = ["https://crm.example"] });

        Assert.True(origins.Allow(Request(from, "https://crm.example")));
        Assert.True(origins.Allow(Request(from, "https://his.example")));
        Assert.False(origins.Allow(Request(from, "https://evil.example")));
        Assert.False(origins.Allow(Request(from, "")));
        Assert.False(origins.Allow(Request(from, "https://crm.example", "https://crm.example")));
    }

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.0/28", "10.0.0.5", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.0/28", "::ffff:10.0.0.5", "203.0.113.7:5678", "203.0.113.7")]
    [InlineData("10.0.0.0/28", "10.0.0.16", "203.0.113.7", "10.0.0.16")]
    [InlineData("10.0.0.0/28", "10.0.0.5", "203.0.113.7, 10.0.0.6", "203.0.113.7")]
    [InlineData("10.0.0.0/28", "10.0.0.5", "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8::5", "2001:db8::5", "2001:db8:1::7", "2001:db8:1::7")]
    [InlineData("2001:db8::5", "2001:db8::6", "2001:db8:1::7", "2001:db8::6")]
    [InlineData("::ffff:10.0.0.5", "10.0.0.5", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.5", "10.0.0.5", "127.0.0.1", "127.0.0.1")]
    [InlineData("10.0.0.5", "10.0.0.5", "nobody", "10.0.0.5")]
    [InlineData("unix", "10.0.0.5", "203.0.113.7", "10.0.0.5")]
    public void ATrustedProxyElsewhere_SaysWhoTheClientIs_AndNeverThatItIsThisMachine(
        string trusted,
        string from,
        string forwarded,
        string client
    )
    {
        var request = Request(from, headers => headers["X-Forwarded-For"] = forwarded, trusted);

        Assert.Equal(new Client(client, IsOnThisMachine: false), Client.Of(request.HttpContext));
        Assert.False(new Origins(new BusOptions()).Allow(request));
    }

    [Fact]
    public void WhatAForwarderSays_MakesNobodyLocal() =>
        Assert.False(
            new Origins(new BusOptions()).Allow(
                Request(
                    "192.0.2.7",
                    arrange: headers =>
                    {
                        headers["X-Forwarded-For"] = "127.0.0.1";
                        headers["Forwarded"] = "for=127.0.0.1";
                    }
                )
            )
        );

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    [InlineData("local", "local", true)]
    public void APlace_IsThatOfAnAddress_OrOfTheFirst64BitsOfIPv6(string one, string other, bool areOne)
    {
        var places = new ConnectionQuota(each: 1);

        var first = places.TryAcquire(one);
        var second = places.TryAcquire(other);
        first!.Dispose();
        second?.Dispose();

        Assert.Equal(areOne, second is null);
        Assert.NotNull(places.TryAcquire(other));
    }

    private static HttpRequest Request(string from, params string[] origins) =>
        Request(
            from,
            headers =>
            {
                if (origins.Length > 0)
                {
                    headers.Origin = origins;
                }
            }
        );

    private static HttpRequest Request(string from, Action<IHeaderDictionary> arrange, params string[] proxies)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("his.example");
        arrange(context.Request.Headers);
        new TrustedProxies(proxies, NullLoggerFactory.Instance).Judge(context);
        return context.Request;
    }
}
