using BatteryCrm.Tests.Outbound;
using BatteryCrm.Tests.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Tests.Health;

/// <summary>What the whole program writes about addresses, some of which hold secrets: nothing.</summary>
public sealed class TelemetryTests
{
    private const string Marker = "address-marker-4410";

    [Fact]
    public async Task Logs_OfRequestsInAndOut_HoldNoAddresses()
    {
        using var log = new KeptLog();
        var node = new ConsoleNode { Configure = services => services.AddLogging(logging => logging.AddProvider(log)) };
        await node.InitializeAsync();
        using var platform = node.NewBrowser();

        // As Avito and telephony are called, and as Telegram's API is, through a client that nobody has silenced by itself.
        using var received = await platform.PostAsync($"/webhooks/telegram/{BatteryCrm.Data.Ids.New()}?secret={Marker}");
        using var lost = await platform.PostAsync($"/webhooks/telegram/{BatteryCrm.Data.Ids.New()}/{Marker}");
        using var client = node.Services.GetRequiredService<IHttpClientFactory>().CreateClient("any");
        using var sent = await client.GetAsync(new Uri(node.Address, $"/bot{Marker}/getMe"));

        Assert.Contains(log.Lines, line => line.Contains("Now listening", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains(Marker, StringComparison.Ordinal));
        await node.DisposeAsync();
    }
}
