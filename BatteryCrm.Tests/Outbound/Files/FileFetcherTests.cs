using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Outbound.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Tests.Outbound.Files;

/// <summary>From a recorded attachment to a file of the tenant.</summary>
public sealed class FileFetcherTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Range(0, 700_000).Select(i => (byte)(i * 31))];

    [Fact]
    public async Task Round_Photo_IsStoredInPiecesShownAndReadBack()
    {
        await using var world = await OutboundWorld.CreateAsync();
        world.Bot.Add("photo-1", new BotFile("photos/file_1.png", Png));
        var (message, id) = await AttachmentAsync(world, "photo-1");

        Assert.Equal(1, await Fetcher(world.Node()).RoundAsync(default));

        await using var db = world.Database.Db(world.Tenant);
        var attachment = await db.MessageAttachments.SingleAsync(a => a.Id == id);
        Assert.Equal(("stored", null, "image/png", (long?)Png.Length), (attachment.State, attachment.Reason, attachment.MimeType, attachment.SizeBytes));
        var file = await db.StoredFiles.SingleAsync();
        Assert.Equal((attachment.FileId, (long)Png.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Png))), (file.Id, file.SizeBytes, file.Sha256));
        Assert.Equal([262_144, 262_144, Png.Length - 524_288], await db.StoredFileChunks.OrderBy(c => c.No).Select(c => c.Bytes.Length).ToListAsync());
        Assert.Equal(1, await world.EventsAsync(LiveKinds.MessageChanged, message));
        Assert.Equal(Png, await ReadAsync(new PostgresFileStore().Open(world.Database.Factory(world.Tenant).CreateDbContextAsync, file)));
        Assert.Equal(0, await Fetcher(world.Node()).RoundAsync(default));
    }

    [Fact]
    public async Task Open_AnotherTenant_FindsNoPiece()
    {
        await using var world = await OutboundWorld.CreateAsync();
        world.Bot.Add("photo-1", new BotFile("photos/file_1.png", Png));
        await AttachmentAsync(world, "photo-1");
        await Fetcher(world.Node()).RoundAsync(default);
        await using var db = world.Database.Db(world.Tenant);
        var file = await db.StoredFiles.SingleAsync();

        var other = world.Database.Factory(await world.Database.Given.TenantAsync("Mobi"));

        await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(new PostgresFileStore().Open(other.CreateDbContextAsync, file)));
    }

    [Theory]
    [InlineData("recorded", "refused", "too_large", 0)]
    [InlineData("said by the platform", "refused", "too_large", 1)]
    [InlineData("streamed", "refused", "too_large", 2)]
    [InlineData("program", "refused", "type", 2)]
    [InlineData("unknown", "failed", "gone", 1)]
    [InlineData("path", "failed", "gone", 1)]
    [InlineData("address", "failed", "gone", 2)]
    public async Task Round_CannotBeKept_SaysWhy(string what, string state, string reason, int requests)
    {
        await using var world = await OutboundWorld.CreateAsync();
        byte[] large = [.. Png, .. new byte[StoredFile.MaxBytes]];
        switch (what)
        {
            case "recorded": world.Bot.Add("f", new BotFile("a.png", Png)); break;
            case "said by the platform": world.Bot.Add("f", new BotFile("a.png", large)); break;
            case "streamed": world.Bot.Add("f", new BotFile("a.png", large) { HidesSize = true, SaysLength = false }); break;
            case "program": world.Bot.Add("f", new BotFile("a.png", "MZ\0"u8.ToArray())); break;
            case "path": world.Bot.Add("f", new BotFile("../../bot1:other/secret", Png)); break;
            case "address": world.Bot.Add("f", new BotFile("http:/evil.example/a.png", Png)); break;
        }

        var (message, id) = await AttachmentAsync(world, "f", what is "recorded" ? StoredFile.MaxBytes + 1 : null);
        await Fetcher(world.Node()).RoundAsync(default);

        await using var db = world.Database.Db(world.Tenant);
        var attachment = await db.MessageAttachments.SingleAsync(a => a.Id == id);
        if (what is not "address") Assert.Equal((state, reason), (attachment.State, attachment.Reason));
        Assert.Equal(requests, world.Bot.Requests.Count);
        Assert.All(world.Bot.Requests, r => Assert.Equal(OutboundWorld.Token, r.Token));
        if (what is not "address")
        {
            Assert.Equal(1, await world.EventsAsync(LiveKinds.MessageChanged, message));
            Assert.False(await db.StoredFiles.AnyAsync());
        }
    }

    [Fact]
    public async Task Round_PlatformAway_TriesAgainLaterThenGivesUp()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var fetcher = Fetcher(world.Node());
        var (_, id) = await AttachmentAsync(world, "f");
        world.Bot.Add("f", new BotFile("a.png", Png));
        world.Bot.Decide = r => r.Method is "file" ? BotAnswer.Error(503, "later") : null;

        foreach (var seconds in (int[])[5, 10, 20])
        {
            Assert.Equal(1, await fetcher.RoundAsync(default));
            world.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.Equal(0, await fetcher.RoundAsync(default));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        world.Bot.Decide = _ => BotAnswer.TooManyRequests(100);
        Assert.Equal(1, await fetcher.RoundAsync(default));
        world.Clock.Advance(TimeSpan.FromSeconds(99));
        Assert.Equal(0, await fetcher.RoundAsync(default));

        world.Bot.Decide = _ => BotAnswer.Unauthorized;
        for (var i = 0; i < 20; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(2));
            Assert.Equal(1, await fetcher.RoundAsync(default));
        }

        await using var db = world.Database.Db(world.Tenant);
        var attachment = await db.MessageAttachments.SingleAsync(a => a.Id == id);
        Assert.Equal(("failed", "not_available", 24), (attachment.State, attachment.Reason, attachment.Attempts));
    }

    [Fact]
    public async Task Round_TwoNodes_FetchEachFileOnce()
    {
        await using var world = await OutboundWorld.CreateAsync();
        for (var i = 0; i < 30; i++)
        {
            world.Bot.Add($"f{i}", new BotFile($"{i}.png", [.. Png.AsSpan(0, 1000)]));
            await AttachmentAsync(world, $"f{i}");
        }

        await Task.WhenAll(new[] { world.Node(), world.Node() }.Select(async node =>
        {
            while (await Fetcher(node).RoundAsync(default) > 0)
            {
                // until nothing is left
            }
        }));

        Assert.Equal(30, world.Bot.Requests.Count(r => r.Method is "file"));
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal((30, 30), (await db.StoredFiles.CountAsync(), await db.MessageAttachments.CountAsync(a => a.State == "stored")));
    }

    [Fact]
    public async Task Round_NodeThatLostItsLease_WritesNothing()
    {
        await using var world = await OutboundWorld.CreateAsync();
        world.Bot.Add("f", new BotFile("a.png", Png));
        await AttachmentAsync(world, "f");
        var queue = world.Node().Get<FileQueue>();
        var slow = Assert.Single(await queue.ClaimAsync(["telegram"], 4, default));
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        await Fetcher(world.Node()).RoundAsync(default);

        await queue.StoreAsync(slow, new FileInHand(new MemoryStream(Png), Png.Length, "00", FileTypes.Of("image/png")), default);
        await queue.GiveUpAsync(slow, "failed", "gone", default);

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal("stored", (await db.MessageAttachments.SingleAsync()).State);
        Assert.Equal(1, await db.StoredFiles.CountAsync());
    }

    [Fact]
    public async Task Round_NodeStops_TheFileIsFreeAtOnce()
    {
        await using var world = await OutboundWorld.CreateAsync();
        world.Bot.Add("f", new BotFile("a.png", Png));
        await AttachmentAsync(world, "f");
        world.Bot.Next(BotAnswer.Silence);
        using var stop = new CancellationTokenSource();
        var round = Fetcher(world.Node()).RoundAsync(stop.Token);
        await world.Bot.NextRequestAsync();

        await stop.CancelAsync();
        await round;

        Assert.Equal(1, await Fetcher(world.Node()).RoundAsync(default));
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal("stored", (await db.MessageAttachments.SingleAsync()).State);
    }

    [Fact]
    public async Task FolderStore_SavesOutsideTheDatabaseAndStillFindsWhatIsInIt()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("batterycrm-files-");
        try
        {
            var inDatabase = new PostgresFileStore();
            var store = new FolderFileStore(Options.Create(new FilesOptions { Folder = folder.FullName }), inDatabase);
            var older = await SaveAsync(world, inDatabase);
            var newer = await SaveAsync(world, store);

            Assert.Equal(Png, await ReadAsync(store.Open(world.Database.Factory(world.Tenant).CreateDbContextAsync, older)));
            Assert.Equal(Png, await ReadAsync(store.Open(world.Database.Factory(world.Tenant).CreateDbContextAsync, newer)));
            Assert.Equal([newer.Id.ToString("N")], folder.GetFiles("*", SearchOption.AllDirectories).Select(f => f.Name));
            await using var db = world.Database.Db(world.Tenant);
            Assert.Equal([older.Id], await db.StoredFileChunks.Select(c => c.FileId).Distinct().ToListAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Open_InTheMiddle_ReadsOnlyWhatIsAsked()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var file = await SaveAsync(world, new PostgresFileStore());
        await using var stream = new PostgresFileStore().Open(world.Database.Factory(world.Tenant).CreateDbContextAsync, file);
        stream.Seek(524_280, SeekOrigin.Begin);
        world.Database.Sql.Clear();
        var buffer = new byte[16];
        await stream.ReadExactlyAsync(buffer);
        Assert.Equal(Png[524_280..524_296], buffer);
        Assert.Equal(2, world.Database.Sql.Count);
    }

    [Fact]
    public async Task Fetching_AnyOutcome_LeavesNoTokenInTheLog()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        world.Bot.Add("good", new BotFile("a.png", Png));
        foreach (var id in (string[])["good", "unknown"]) await AttachmentAsync(world, id);
        await Fetcher(node).RoundAsync(default);
        await world.Database.ExecuteAsync("revoke insert on stored_files from batterycrm_worker");
        await AttachmentAsync(world, "good");
        await Fetcher(node).RoundAsync(default);

        Assert.Contains(node.Log.Lines, l => l.Contains("could not be fetched", StringComparison.Ordinal));
        Assert.DoesNotContain(node.Log.Lines, l => l.Contains("token-marker", StringComparison.Ordinal));
    }

    private static FileFetcher Fetcher(OutboundNode node) => node.Get<FileFetcher>();

    private static async Task<(Guid Message, Guid Attachment)> AttachmentAsync(OutboundWorld world, string externalFileId, long? size = null)
    {
        var appeal = await world.Database.Given.AppealAsync(world.Tenant, channelId: world.Channel);
        var message = await world.Database.Given.MessageAsync(world.Tenant, appeal, string.Empty, channelId: world.Channel, chatId: "71");
        var attachment = await world.Database.Given.AddAsync(
            new MessageAttachment
            {
                TenantId = world.Tenant, MessageId = message, ChannelId = world.Channel, Kind = "photo", ExternalFileId = externalFileId, MimeType = "image/jpeg", SizeBytes = size,
                NextAttemptAt = world.Clock.GetUtcNow(), CreatedAt = world.Clock.GetUtcNow(),
            },
            a => a.Id);
        return (message, attachment);
    }

    private static async Task<StoredFile> SaveAsync(OutboundWorld world, IFileStore store)
    {
        await using var db = await world.Database.WorkerFactory.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var file = new StoredFile { Id = BatteryCrm.Data.Ids.New(), TenantId = world.Tenant, SizeBytes = Png.Length, MimeType = "image/png", Sha256 = "00", CreatedAt = world.Clock.GetUtcNow() };
        await store.SaveAsync(db, file, new MemoryStream(Png), default);
        await transaction.CommitAsync();
        return file;
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        await using var source = stream;
        using var bytes = new MemoryStream();
        await source.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
