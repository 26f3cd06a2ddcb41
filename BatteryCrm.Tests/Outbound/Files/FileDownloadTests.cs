using System.Net;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Files;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Outbound.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Outbound.Files;

/// <summary>What a download refuses, over real HTTP.</summary>
public sealed class FileDownloadTests : IAsyncLifetime
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private readonly WatchedClock clock = new();
    private readonly List<string> lookups = [];
    private BotApi bot = null!;
    private BotApi other = null!;
    private ServiceProvider services = null!;

    public async Task InitializeAsync()
    {
        bot = await BotApi.StartAsync();
        other = await BotApi.StartAsync();
        services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging()
            .AddSingleton<TimeProvider>(clock)
            .AddFileParts()
            .AddSingleton<Lookup>((host, _) =>
            {
                // A public name that leads home, as a hostile DNS server would answer.
                lookups.Add(host);
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]);
            })
            .BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await bot.DisposeAsync();
        await other.DisposeAsync();
        await services.DisposeAsync();
    }

    [Fact]
    public async Task FetchAsync_Picture_GivesBytesSizeHashAndType()
    {
        bot.Add("f", new BotFile("photos/1.png", Png));
        var fetched = Assert.IsType<FetchOutcome.Fetched>(await FetchAsync("photos/1.png"));
        await using var file = fetched.File;
        var bytes = new MemoryStream();
        await file.Content.CopyToAsync(bytes);
        Assert.Equal(Png, bytes.ToArray());
        Assert.Equal((Png.Length, "image/png", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Png))), (file.SizeBytes, file.Type.MimeType, file.Sha256));
        var path = Assert.IsType<FileStream>(file.Content).Name;
        Assert.True(File.Exists(path));
        await file.DisposeAsync();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task FetchAsync_SizeSaidByThePlatform_IsRefusedUnasked()
    {
        var outcome = await Download.FetchAsync(new FileLocation.Found(bot.Address, StoredFile.MaxBytes + 1, IsConfigured: true), null, default);
        Assert.Equal(new FetchOutcome.Refused("too_large"), outcome);
        Assert.Empty(bot.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FetchAsync_MoreThanTwentyMegabytes_IsRefused(bool saysLength)
    {
        bot.Add("f", new BotFile("big.png", [.. Png, .. new byte[StoredFile.MaxBytes]]) { SaysLength = saysLength });
        Assert.Equal(new FetchOutcome.Refused("too_large"), await FetchAsync("big.png"));
    }

    [Fact]
    public async Task FetchAsync_ExactlyTwentyMegabytes_IsKept()
    {
        bot.Add("f", new BotFile("big.png", [.. Png, .. new byte[StoredFile.MaxBytes - Png.Length]]) { SaysLength = false });
        await using var file = Assert.IsType<FetchOutcome.Fetched>(await FetchAsync("big.png")).File;
        Assert.Equal(StoredFile.MaxBytes, file.SizeBytes);
    }

    [Theory]
    [InlineData("tool.exe", "4D5A9000")]
    [InlineData("photo.jpg", "3C68746D6C3E")]
    public async Task FetchAsync_TypeThatIsNotKept_IsRefused(string path, string hex)
    {
        bot.Add("f", new BotFile(path, Convert.FromHexString(hex)));
        Assert.Equal(new FetchOutcome.Refused("type"), await FetchAsync(path));
    }

    [Fact]
    public async Task FetchAsync_RedirectWithinTheOrigin_IsFollowed()
    {
        bot.Add("f", new BotFile("1.png", Png));
        bot.Decide = r => r.Body["path"]?.GetValue<string>() is "old.png" ? Redirect("/file/bot1:a/1.png") : null;
        await using var file = Assert.IsType<FetchOutcome.Fetched>(await FetchAsync("old.png")).File;
        Assert.Equal(Png.Length, file.SizeBytes);
    }

    [Fact]
    public async Task FetchAsync_RedirectOffTheOrigin_IsNotFollowed()
    {
        other.Add("f", new BotFile("1.png", Png));
        bot.Decide = _ => Redirect(new Uri(other.Address, "/file/bot1:a/1.png").ToString());
        Assert.Equal(new FetchOutcome.Gone(), await FetchAsync("old.png"));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task FetchAsync_RedirectsWithoutEnd_EndAfterThree()
    {
        bot.Decide = _ => Redirect("/file/bot1:a/again.png");
        Assert.Equal(new FetchOutcome.Gone(), await FetchAsync("again.png"));
        Assert.Equal(4, bot.Requests.Count);
    }

    [Fact]
    public async Task FetchAsync_PlatformsAddressWithoutTls_IsNotAsked()
    {
        bot.Add("f", new BotFile("1.png", Png));
        var outcome = await Download.FetchAsync(new FileLocation.Found(new Uri(bot.Address, "/file/bot1:a/1.png"), null, IsConfigured: false), null, default);
        Assert.Equal(new FetchOutcome.Gone(), outcome);
        Assert.Empty(bot.Requests);
    }

    [Fact]
    public async Task FetchAsync_PlatformsNameLeadsToAPrivateAddress_IsNotConnectedTo()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"https://api.telegram.test:{((IPEndPoint)listener.LocalEndpoint).Port}/file/bot1:a/1.png");

        var outcome = await Download.FetchAsync(new FileLocation.Found(address, null, IsConfigured: false), null, default);

        Assert.Equal(new FetchOutcome.Later(), outcome);
        Assert.Equal(["api.telegram.test"], lookups);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData(404, "Gone")]
    [InlineData(403, "Gone")]
    [InlineData(429, "Later")]
    [InlineData(500, "Later")]
    [InlineData(503, "Later")]
    public async Task FetchAsync_ErrorOfThePlatform_IsForGoodOrForNow(int status, string expected)
    {
        bot.Decide = _ => BotAnswer.Error(status, "no");
        Assert.Equal(expected, (await FetchAsync("1.png")).GetType().Name);
    }

    [Theory]
    [InlineData("90", 90)]
    [InlineData("2000000000", 3600)]
    public async Task FetchAsync_ComeBackLater_IsAnHourAtMost(string asked, int seconds)
    {
        bot.Decide = _ => new BotAnswer.Body(503, string.Empty) { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = asked } };
        Assert.Equal(new FetchOutcome.Later(TimeSpan.FromSeconds(seconds)), await FetchAsync("1.png"));
    }

    [Fact]
    public async Task FetchAsync_NoAnswer_EndsAfterTwoMinutes()
    {
        bot.Decide = _ => BotAnswer.Silence;
        var fetching = FetchAsync("1.png");
        await bot.NextRequestAsync();
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(new FetchOutcome.Later(), await fetching);
    }

    private FileDownload Download => services.GetRequiredService<FileDownload>();

    private Task<FetchOutcome> FetchAsync(string path) =>
        Download.FetchAsync(new FileLocation.Found(new Uri(bot.Address, "/file/bot1:a/" + path), null, IsConfigured: true), Path.GetFileName(path), default);

    private static BotAnswer Redirect(string to) =>
        new BotAnswer.Body(302, string.Empty) { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Location"] = to } };
}
