using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Screens.Appeal;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal.Files;

public sealed class AnswerFilesTests
{
    [Fact]
    public async Task Send_WithFiles_EachIsAMessageInItsOrderAndTheWordsGoWithTheFirst()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        Guid[] files = [await FileAsync(world, appeal, "до.png"), await FileAsync(world, appeal, "после.png")];

        var result = await world.As(world.Operator).SendAsync(new SendRequest(appeal, " Вот ", null, "k") { FileIds = files }, default);

        await using var db = world.Database.Db(world.Tenant);
        var answers = await db.OutboundMessages.OrderBy(o => o.Seq).Select(o => new { o.MessageId, o.ClientKey }).ToListAsync();
        Assert.Equal([("k", result.MessageId), ("k:1", answers[1].MessageId)], answers.Select(a => (a.ClientKey, (Guid?)a.MessageId)));
        var texts = await db.Messages.Where(m => m.MessageType == MessageTypes.Operator).OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).Select(m => m.MessageText).ToListAsync();
        Assert.Equal(["Вот", ""], texts);
        var sent = await db.MessageAttachments.OrderBy(a => a.Id).Select(a => new { a.MessageId, a.FileName, a.State, a.MimeType }).ToListAsync();
        Assert.Equal(answers.Select(a => a.MessageId), sent.Select(s => s.MessageId));
        Assert.Equal([("до.png", "stored", "image/png"), ("после.png", "stored", "image/png")], sent.Select(s => (s.FileName, s.State, s.MimeType)));
        Assert.Equal("📎 после.png", (await db.AppealActivity.SingleAsync()).LastMessagePreview);
        Assert.Empty(await db.DraftFiles.ToListAsync());
        Assert.Equal(result, await world.As(world.Operator).SendAsync(new SendRequest(appeal, " Вот ", null, "k") { FileIds = files }, default));
        Assert.Equal(2, await db.OutboundMessages.CountAsync());
    }

    [Fact]
    public async Task Send_WordsTooLongForAFile_LeaveBeforeIt()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var file = await FileAsync(world, appeal, "a.png");
        var text = new string('щ', AnswerPlatforms.CaptionLimit(Platforms.Telegram)!.Value + 1);

        await world.As(world.Operator).SendAsync(new SendRequest(appeal, text, null, "k") { FileIds = [file] }, default);

        await using var db = world.Database.Db(world.Tenant);
        var messages = await db.OutboundMessages.OrderBy(o => o.Seq).Select(o => new { Text = db.Messages.Single(m => m.Id == o.MessageId).MessageText, Files = db.MessageAttachments.Count(a => a.MessageId == o.MessageId) }).ToListAsync();
        Assert.Equal([(text, 0), ("", 1)], messages.Select(m => (m.Text, m.Files)));
    }

    [Fact]
    public async Task Send_FileThatWasTakenOut_IsRefusedAndWritesNothing()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var other = await world.ChatAsync("72");
        var stranger = await world.Database.Given.OperatorAsync(world.Tenant);
        Guid[] strange = [Ids.New(), await FileAsync(world, other, "другой заявки.png"), await FileAsync(world, appeal, "чужой.png", stranger)];
        var own = await FileAsync(world, appeal, "a.png");

        foreach (var file in strange)
        {
            var result = await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Вот", null, "k") { FileIds = [own, file] }, default);
            Assert.Equal(SendRefusal.FilesChanged, result.Refusal);
        }

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal((0, 3), (await db.OutboundMessages.CountAsync(), await db.DraftFiles.CountAsync()));
    }

    [Fact]
    public async Task Send_SameFileFromTwoDevicesAtOnce_LeavesOnceInEveryRound()
    {
        await using var world = await OutboundWorld.CreateAsync();
        for (var round = 0; round < 10; round++)
        {
            var appeal = await world.ChatAsync($"7{round}");
            var file = await FileAsync(world, appeal, "a.png");
            using var start = new Barrier(4);
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return world.As(world.Operator).SendAsync(new SendRequest(appeal, "Вот", null, $"{round}-{i}") { FileIds = [file] }, default);
                },
                default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

            Assert.Equal((1, 3), (results.Count(r => r.MessageId is not null), results.Count(r => r.Refusal is SendRefusal.FilesChanged)));
            await using var db = world.Database.Db(world.Tenant);
            Assert.Equal(1, await db.OutboundMessages.CountAsync(o => o.AppealId == appeal));
        }
    }

    [Fact]
    public async Task Send_ThroughAPlatformWithoutFiles_IsRefusedAndKeepsThem()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var channel = await world.Database.Given.ChannelAsync(world.Tenant, Platforms.Avito);
        var appeal = await world.ChatAsync("71", channel);
        var file = await FileAsync(world, appeal, "a.png");

        var result = await world.As(world.Operator, Platforms.Avito).SendAsync(new SendRequest(appeal, "Вот", channel, "k") { FileIds = [file] }, default);

        Assert.Equal(SendRefusal.NoFiles, result.Refusal);
        Assert.Equal(file, Assert.Single((await world.As(world.Operator).LoadDraftAsync(appeal, default)).Files).Id);
    }

    [Fact]
    public async Task Send_FailedMessageAgain_TakesItsFileAlong()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var actions = world.As(world.Operator);
        var failed = (await actions.SendAsync(new SendRequest(appeal, "", null, "k") { FileIds = [await FileAsync(world, appeal, "a.png")] }, default)).MessageId!.Value;

        var again = (await actions.SendAsync(new SendRequest(appeal, "", null, "again", IsTyped: false) { AgainId = failed }, default)).MessageId!.Value;

        await using var db = world.Database.Db(world.Tenant);
        var files = await db.MessageAttachments.ToDictionaryAsync(a => a.MessageId, a => a.FileId);
        Assert.Equal(files[failed], files[again]);
        var stranger = await world.ChatAsync("72");
        Assert.Equal(SendRefusal.Empty, (await actions.SendAsync(new SendRequest(stranger, "", null, "other", IsTyped: false) { AgainId = failed }, default)).Refusal);
    }

    private static async Task<Guid> FileAsync(OutboundWorld world, Guid appeal, string name, Guid? owner = null)
    {
        var file = await world.Database.Given.AddAsync(new StoredFile { TenantId = world.Tenant, SizeBytes = 8, MimeType = "image/png", Sha256 = "00" }, f => f.Id);
        return await world.Database.Given.AddAsync(
            new DraftFile { TenantId = world.Tenant, OperatorId = owner ?? world.Operator, AppealId = appeal, FileId = file, FileName = name, Kind = "photo" }, f => f.Id);
    }
}
