using System.Globalization;
using System.Net;
using System.Text;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Intake;

/// <summary>A tenant that sends in more than it may is told to come again; nothing of it is lost half-way, and nobody else waits.</summary>
public sealed class WebhookRateTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private IntakeNode node = null!;

    public async Task InitializeAsync() => node = await IntakeNode.StartAsync(database);

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(1_000_000, 100)]
    public async Task Storm_AboveTheTenantsRate_Is429WithATime_AndTheRestIsStored(int events, int bytes)
    {
        var loud = await database.Given.TenantAsync("Loud", events, bytes);
        var channel = await database.Given.ChannelAsync(loud, credentials: $$"""{"bot_token":"2:{{events}}","webhook_secret":"{{IntakeNode.Secret}}"}""");

        var answers = await Task.WhenAll(Enumerable.Range(1, 60).Select(i => node.SendAsync(Encoding.UTF8.GetBytes(Updates.Text(i, 900, i, "x")), channel: channel)));
        var refused = answers.Where(a => a.StatusCode is HttpStatusCode.TooManyRequests).ToList();

        Assert.NotEmpty(refused);
        Assert.All(refused, a => Assert.InRange(int.Parse(a.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 60));
        Assert.Contains("повторите позже", await refused[0].Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var stored = answers.Count(a => a.StatusCode is HttpStatusCode.OK);
        Assert.Equal(60, stored + refused.Count);
        Assert.Equal((long)stored, await database.ScalarAsync<long>($"select count(*) from messages_history where tenant_id = '{loud}'"));
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(1, 901, 1, "тихо")));
    }

    [Fact]
    public async Task Forged_TakesNothingOfTheRate()
    {
        var tenant = await database.Given.TenantAsync("Quiet", eventsPerSecond: 1);
        var channel = await database.Given.ChannelAsync(tenant, credentials: $$"""{"bot_token":"3:x","webhook_secret":"{{IntakeNode.Secret}}"}""");
        for (var i = 0; i < 30; i++) Assert.Equal(HttpStatusCode.Unauthorized, await node.PostAsync(Encoding.UTF8.GetBytes(Updates.Text(i, 902, i, "x")), secret: "wrong", channel: channel));
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Encoding.UTF8.GetBytes(Updates.Text(1, 902, 1, "x")), channel: channel));
    }
}
